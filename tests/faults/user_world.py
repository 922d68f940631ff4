"""A host to which an ordinary user deploys, who may use docker."""

import pathlib

from world import World

HOME = "/home/pi"


class UserWorld(World):
    # The fewer inodes it has, the sooner they are used up.
    disk_size = "1G"

    def prepare_host(self) -> None:
        # Root's view of the deployment stays where it is elsewhere.
        self.sh(
            "grep -q ^pi: /etc/passwd || { echo 'pi:*:1000:1000::/home/pi:/bin/sh' >>/etc/passwd; echo 'pi:x:1000:' >>/etc/group; "
            f"sed -i 's/^docker:.*:$/&pi/' /etc/group; mkdir -p {HOME}; chown 1000:1000 {HOME}; ln -s {HOME}/app app; }}; chmod 711 /root"
        )
        config = pathlib.Path(self.host["ssh_config"])
        config.write_text(config.read_text().replace("User root", "User pi"))

    def as_user(self, command: str) -> str:
        return self.sh(f"setpriv --reuid 1000 --regid 1000 --init-groups sh -c 'cd {HOME} && {{ {command}; }}'", check=False)
