"""What tests of `slipway doctor` share: a person who runs the fixes as they are printed."""

import json
import shlex

from deployments import SUCCESS, DeploymentTest, Project


class DoctorTest(DeploymentTest):
    def as_person(self, project: Project) -> Project:
        """The project's commands find slipway, and the host by its name, as in a person's shell."""
        tools = project.directory.parent / "tools"
        tools.mkdir()
        (tools / "slipway").symlink_to(self.helper)
        (tools / "ssh").write_text(f"#!/bin/sh\nexec /usr/bin/ssh -F {shlex.quote(project.ssh_config)} \"$@\"\n")
        (tools / "ssh").chmod(0o755)
        project.environment["PATH"] = f"{tools}:{project.environment['PATH']}"
        return project

    def findings(self, project: Project) -> dict[str, dict]:
        done = project.run("slipway", "doctor", "--json")
        return {one["name"]: one for one in json.loads(done.out)["findings"] if one["severity"] != "fine"}

    def fix_of(self, project: Project, name: str, line: int = 0) -> str:
        """The fix of a finding as it is printed, without what stands in brackets behind it."""
        found = self.findings(project)
        self.assertIn(name, found)
        return found[name]["fix"].splitlines()[line].split("   (")[0]

    def mend(self, project: Project, name: str, line: int = 0, code: int = SUCCESS) -> str:
        """Runs the fix, and returns what it said."""
        command = self.fix_of(project, name, line)
        done = project.run("sh", "-c", command)
        self.assertEqual(done.code, code, f"{command}\n{done.said}")
        return done.said
