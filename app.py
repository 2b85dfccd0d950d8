"""Serves RD Lab: `python app.py`, then open http://localhost:7860."""

if __name__ == "__main__":
    import sys

    from rdlab.engine.admission import Places, default_places
    from rdlab.engine.engine import Engine
    from rdlab.engine.environment import WrongSetting
    from rdlab.engine.process import default_workers, usable_cores
    from rdlab.sessions import SESSIONS

    try:
        workers, places = default_workers(), Places(default_places(usable_cores()))
    except WrongSetting as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    engine = Engine(SESSIONS, workers)  # its workers load while this process loads the page

    from rdlab.app import serve

    try:
        serve(engine, places)
    finally:
        engine.close()
