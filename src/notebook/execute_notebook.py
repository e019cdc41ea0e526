"""Runs one notebook from its first cell to its last, by nbconvert, and writes the results.

Called by execute_notebook.ts with the Python of the environment that jupyter.ts makes:

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

# Deno's kernel now and then says that a cell is done a moment before it sends the cell's result.
LATE_S = 0.2


class Executor(ExecutePreprocessor):
    """Loses none of the outputs that arrive before a client expects them, or after."""

    ready = False

    def __init__(self, **options):
        super().__init__(on_notebook_start=self.prepare, **options)

    async def prepare(self, notebook):
        await self.wait_for_outputs()
        self.hold_back_idle()
        self.ready = True

    async def wait_for_outputs(self):
        """What the kernel sends before this client is connected would be lost."""
        for _ in range(60):
            self.kc.kernel_info()
            try:
                await self.kc.get_iopub_msg(timeout=0.5)
                return
            except Empty:
                continue
        raise RuntimeError("The kernel sends no outputs")

    def hold_back_idle(self):
        """Passes a message that a cell is done on only when nothing has followed it for a while."""
        receive = self.kc.iopub_channel.get_msg
        held = []

        async def get_message(timeout=None):
            try:
                message = await receive(timeout=LATE_S if held else timeout)
            except Empty:
                if held:
                    return held.pop()
                raise
            if message["content"].get("execution_state") != "idle":
                return message
            held.append(message)
            return held.pop(0) if len(held) > 1 else await get_message(timeout)

        self.kc.iopub_channel.get_msg = get_message


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
