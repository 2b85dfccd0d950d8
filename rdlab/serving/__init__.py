"""What stands between the web and Gradio: what may be asked, by whom, how often and how much."""
