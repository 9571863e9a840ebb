"""One session of Spark for all tests of the folder: starting one takes seconds."""

import os
import shutil
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.fixture(scope="session")
def spark():
    """A session with two workers, each task of which is tried four times."""
    pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'findings-classifier[spark]'")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("there is no Java: install a JRE of version 17 or newer")
    from classifier.spark import local_session

    settings = {
        "spark.sql.shuffle.partitions": "2",
        "spark.executorEnv.PYTHONPATH": str(FIXTURES),
        # A short run is over before the compiler of Java pays for itself.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto",
        "spark.log.level": "OFF",
        "spark.ui.showConsoleProgress": "false",
    }
    session = local_session(2, settings=settings)
    yield session
    session.stop()
