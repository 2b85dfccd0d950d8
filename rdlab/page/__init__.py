"""What all tabs share on the Gradio side."""
