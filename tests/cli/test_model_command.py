"""`findings model`: list, show, verify."""

import json
import shutil


def test_the_shipped_model_is_listed(findings):
    assert findings("model", "list").stdout.startswith("hmip-nps-2018  (hmip-nps-2018@")
    listed = json.loads(findings("model", "list", "--json").stdout)
    assert listed["hmip-nps-2018"]["framework"] == "hmip-nps-2018"


def test_the_card_is_shown(findings, model_folder):
    shown = findings("model", "show", model_folder)
    assert shown.exit_code == 0
    name = json.loads((model_folder / "manifest.json").read_text(encoding="utf-8"))["name"]
    assert name in shown.stdout
    assert "8 annotated documents" in " ".join(shown.stdout.split())
    assert findings("model", "show").stdout != shown.stdout  # the shipped one
    manifest = json.loads(findings("model", "show", model_folder, "--json").stdout)
    assert manifest["name"] == name


def test_a_whole_model_is_verified(findings, model_folder, trained):
    result = findings("model", "verify", model_folder)
    assert (result.exit_code, result.stderr) == (0, f"{trained.model.name} is whole.\n")


def test_a_changed_byte_is_told_by_every_command_that_loads(findings, model_folder, report, tmp_path):
    folder = shutil.copytree(model_folder, tmp_path / "model")
    path = folder / "estimator.skops"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    for line in (["model", "verify", folder], ["tag", report, "--model", folder]):
        result = findings(*line)
        assert result.exit_code == 1
        assert result.stderr.startswith(f"Error: {path}: the file was changed: its sha256 is ")
        assert result.stderr.endswith(". Restore the model folder.\n")


def test_a_missing_card_or_manifest_is_told(findings, model_folder, tmp_path):
    folder = shutil.copytree(model_folder, tmp_path / "model")
    (folder / "README.md").unlink()
    result = findings("model", "show", folder)
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: {folder}/README.md: the model card is missing or cannot be read. Restore the model folder.\n"
    )
    (folder / "manifest.json").unlink()
    for command in ("show", "verify"):
        result = findings("model", command, folder)
        assert result.exit_code == 1
        assert result.stderr == (
            f"Error: {folder}: there is no manifest.json, so this is no model folder. Check the path.\n"
        )
