"""Runs one notebook from its first cell to its last, by nbconvert, and writes the results.

Called by execute_notebook.ts with the Python of the environment that provision_jupyter.ts makes:

    python execute_notebook.py NOTEBOOK FOLDER TIMEOUT_S EXECUTED [HTML]

NOTEBOOK is what to run, FOLDER where its kernel starts, TIMEOUT_S the most seconds a cell may
take, EXECUTED where the notebook with its outputs goes, HTML where the page goes. The exit status
is 0, or 3 where a cell failed; what was computed until then is written all the same.
"""
import sys
from queue import Empty

import nbformat
from nbconvert import HTMLExporter
from nbconvert.preprocessors import CellExecutionError, ExecutePreprocessor

ATTEMPTS = 2


class Executor(ExecutePreprocessor):
    """Waits, before the first cell, until outputs arrive: those sent earlier are lost."""

    ready = False

    def __init__(self, **options):
        super().__init__(on_notebook_start=self.wait_for_outputs, **options)

    async def wait_for_outputs(self, notebook):
        for _ in range(60):
            self.kc.kernel_info()
            try:
                await self.kc.get_iopub_msg(timeout=0.5)
            except Empty:
                continue
            self.ready = True
            return
        raise RuntimeError("The kernel sends no outputs")


def execute(notebook, folder, timeout):
    for attempt in range(1, ATTEMPTS + 1):
        executor = Executor(timeout=timeout, startup_timeout=60)
        try:
            executor.preprocess(notebook, {"metadata": {"path": folder}})
            return
        except CellExecutionError:
            raise
        except RuntimeError as error:
            # Only the start may be tried again: a cell may have done something already.
            if executor.ready or attempt == ATTEMPTS:
                raise
            print(f"The kernel did not start ({error}); once more", file=sys.stderr)


def main(source, folder, timeout, executed, html=None):
    notebook = nbformat.read(source, as_version=4)
    status = 0
    try:
        execute(notebook, folder, float(timeout))
    except CellExecutionError as error:
        print(error, file=sys.stderr)
        status = 3
    nbformat.write(notebook, executed)
    if html is not None:
        page, _ = HTMLExporter().from_notebook_node(notebook)
        with open(html, "w", encoding="utf-8") as file:
            file.write(page)
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
