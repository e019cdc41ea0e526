"""Sizes and offsets of PJRT's C structs as a C compiler has them, for pjrt_layout_fixture.json.

In: the header pjrt_c_api.h (in the wheel xla-cpu-pjrt 0.0.1 at
xla_plugins/xla_cpu_pjrt/include) and the names in src/engine/xla/pjrt_layout.ts. Out, to standard
output: per struct its STRUCT_SIZE and its fields' offsets, and each function's place in the table.

Run: python bench/parity/pjrt_layout.py pjrt_c_api.h > src/engine/xla/pjrt_layout_fixture.json
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parents[2]


def fields_of(header, struct):
    """The fields that a struct's definition names, in their order."""
    body = re.search(r"struct %s \{(.*?)\n\}" % struct, header, re.DOTALL).group(1)
    body = re.sub(r"//[^\n]*", "", body)
    body = re.sub(r"union \{.*?\};", "const void* string_value;", body, flags=re.DOTALL)
    return re.findall(r"(\w+)\s*;", body)


def main(path):
    header = pathlib.Path(path).read_text(encoding="utf-8")
    layout = (ROOT / "src/engine/xla/pjrt_layout.ts").read_text(encoding="utf-8")
    structs = sorted(set(re.findall(r"^  (PJRT_\w+): \[", layout, re.MULTILINE)))
    functions = sorted(set(re.findall(r"^  (PJRT_\w+): \d+,", layout, re.MULTILINE)))
    lines = []
    for struct in structs:
        for field in fields_of(header, struct):
            lines.append(
                f'printf("F {struct} {field} %zu\\n", offsetof(struct {struct}, {field}));'
            )
        lines.append(f'printf("S {struct} size %d\\n", (int){struct}_STRUCT_SIZE);')
    for name in functions:
        lines.append(
            f'printf("P {name} place %zu\\n", '
            f'(offsetof(PJRT_Api, {name}) - offsetof(PJRT_Api, PJRT_Error_Destroy)) / 8);'
        )
    lines.append('printf("T table start %zu\\n", offsetof(PJRT_Api, PJRT_Error_Destroy));')
    lines.append('printf("V version 0 %d\\n", PJRT_API_MINOR);')
    source = (
        f'#include "{pathlib.Path(path).resolve()}"\n#include <stddef.h>\n#include <stdio.h>\n'
        "int main(void) {\n" + "\n".join(lines) + "\nreturn 0; }\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder, "layout.c")
        file.write_text(source, encoding="utf-8")
        subprocess.run(["cc", "-o", file.with_suffix(""), file], check=True)
        output = subprocess.run(
            [file.with_suffix("")], check=True, capture_output=True, text=True
        ).stdout
    result = {"structs": {}, "functions": {}}
    for kind, name, field, value in (line.split() for line in output.splitlines()):
        if kind in "FS":
            struct = result["structs"].setdefault(name, {"offsets": {}})
            (struct if kind == "S" else struct["offsets"])[field] = int(value)
        elif kind == "P":
            result["functions"][name] = int(value)
        elif kind == "T":
            result["tableStart"] = int(value)
        else:
            result["version"] = f"0.{value}"
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main(sys.argv[1])
