"""Bombs and giant cells: each is read in a process of its own, whose memory is measured."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.case import Refused
from tests.hostile.sizes import BOMBS

ROOT = Path(__file__).resolve().parents[2]
OWN_MEGABYTES, CHILD_MEGABYTES = 1000, 1500
IMPORT = r"""
import json, re, resource, sys
from pathlib import Path
from campaign import Campaign
from outreach.errors import CampaignError
from settings import Settings
campaign, found = Campaign(Settings(data=Path(sys.argv[1]))), {}
try:
    draft = campaign.intake.records(Path(sys.argv[2]).read_bytes(), "x", "visits", campaign.intake.limits())
    found |= {"rows": draft.rows_in, "rejected": draft.rows_rejected}
except CampaignError as error:
    found["key"] = error.key
status = Path("/proc/self/status").read_text()
found["own"] = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) >> 10
found["child"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
print(json.dumps(found))
"""


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_bounded_memory(name: str, tmp_path: Path) -> None:
    """A bomb is refused, a giant cell is read, and neither the app nor its child grows without bound."""
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell the peak of a process")
    make, expected = BOMBS[name]
    (tmp_path / "bomb").write_bytes(make())
    command = [sys.executable, "-c", IMPORT, str(tmp_path / "data"), str(tmp_path / "bomb")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    found = json.loads(done.stdout)
    if isinstance(expected, Refused):
        assert found["key"] == expected.key
    else:
        assert (found["rows"], found["rejected"]) == (expected.rows, expected.rejected)
    assert found["own"] < OWN_MEGABYTES
    assert found["child"] < CHILD_MEGABYTES
