"""Serves RD Lab: `python app.py`, then open http://localhost:7860."""

if __name__ == "__main__":
    from rdlab.engine.engine import Engine

    engine = Engine()  # its workers load while this process loads the page

    from rdlab.app import serve

    try:
        serve(engine)
    finally:
        engine.close()
