"""Serves RD Lab: `python app.py`, then open http://localhost:7860."""

if __name__ == "__main__":
    import gc
    import sys

    from rdlab import limits
    from rdlab.engine.admission import Places
    from rdlab.engine.engine import Engine
    from rdlab.engine.environment import WrongSetting, temporary_folder
    from rdlab.sessions import SESSIONS

    try:
        values = limits.read()
        limits.own_hosts(), limits.frame_ancestors(), temporary_folder()
    except WrongSetting as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    engine = Engine(SESSIONS, int(values["workers"]), limits.engine_limits(values))
    places = Places(int(values["visitors"]), values["wait"])

    from rdlab.app import serve  # the workers load while this process loads the page

    gc.collect()
    gc.freeze()  # all that was imported stays: going through it would hold every visitor up for 0.1 to 0.2 s

    try:
        serve(engine, places, values)
    finally:
        engine.close()
