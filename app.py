"""Serves RD Lab: `python app.py`, then open http://localhost:7860."""

if __name__ == "__main__":  # worker processes import this file again: nothing else at module level
    from rdlab.app import main

    main()
