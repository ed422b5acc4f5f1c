"""Bootstrap of the sandbox: two small programs of the standard library, run by file name.

    python -I jail.py enclose SPEC    build a room of namespaces, then start the command in it
    python -I jail.py limit SPEC      set the limits of this process, then become the command

`enclose` is what `grading.sandbox` uses on Linux where bubblewrap is missing, or where it runs as
root. It imports nothing of the course, as it runs before anything of a submission does. SPEC is a
file of JSON, written by `grading.sandbox`:

    command  list of str       what to start
    cwd      str               its working directory, inside
    limits   {name: int}       names of `resource.RLIMIT_*` without the prefix
    binds    [[from, to, writable], ...]   what is visible inside
    writable [folder, ...]     folders of the private file system in which the command may write
    links    [[target, name], ...]         symbolic links inside
    files    {name: text}      small files inside
    disk     int               bytes of the private file system
    root     str               an empty folder to mount it on
    outer    int               the user id outside, or -1 for that of the caller

Sources: user_namespaces(7), mount_namespaces(7), pid_namespaces(7), mount_setattr(2).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import resource
import signal
import struct
import sys

INNER = 1000  # the user id inside: not root, so nothing is left of the powers that built the room
CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS = 0x00020000, 0x02000000, 0x04000000
CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = (
    0x08000000, 0x10000000, 0x20000000, 0x40000000,
)  # fmt: skip
SPACES = (
    CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET
    | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP
)  # fmt: skip
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
MNT_DETACH = 2
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, AT_RECURSIVE, AT_FDCWD = 1, 2, 0x8000, -100
SYS_MOUNT_SETATTR = 442  # the same on all architectures (Linux 5.12)
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
DEVICES = ("null", "zero", "full", "random", "urandom")

libc = ctypes.CDLL(None, use_errno=True)


def check(result: int, what: str) -> int:
    """Raise OSError if a C function returned -1."""
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """mount(2)."""
    arguments = [text.encode() or None for text in (source, target, kind)]
    done = libc.mount(*arguments, ctypes.c_ulong(flags), options.encode() or None)
    check(done, f"mount {source} on {target}")


def read_only(target: str) -> None:
    """Make a mount and all below it read-only and without set-user-id programs."""
    attributes = struct.pack("QQQQ", MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID, 0, 0, 0)
    done = libc.syscall(
        ctypes.c_long(SYS_MOUNT_SETATTR), ctypes.c_int(AT_FDCWD), target.encode(),
        ctypes.c_uint(AT_RECURSIVE), attributes, ctypes.c_size_t(len(attributes)),
    )  # fmt: skip
    check(done, f"make {target} read-only")


def die_with_the_parent() -> None:
    """Have this process killed when the one that made it ends."""
    check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")


def set_limits(limits: dict[str, int]) -> None:
    """Set soft and hard limits; a hard limit that is lower already stays."""
    for name, value in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}", None)
        if kind is not None:
            _, hard = resource.getrlimit(kind)
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            try:
                resource.setrlimit(kind, (value, value))
            except ValueError as error:  # macOS knows some limits by name only
                print(f"limit {name}: {error}", file=sys.stderr)


def build(spec: dict) -> None:
    """Make the new root file system and move into it; needs a mount namespace of one's own."""
    root = spec["root"]
    mount("none", "/", "", MS_REC | MS_PRIVATE)
    mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, f"size={spec['disk']},mode=755")
    for source, target, writable in spec["binds"]:
        place = root + target
        if os.path.isdir(source):
            os.makedirs(place, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "a"):
                pass
        mount(source, place, "", MS_BIND | MS_REC)
        if not writable:
            read_only(place)
    for target, name in spec["links"]:
        os.makedirs(os.path.dirname(root + name), exist_ok=True)
        os.symlink(target, root + name)
    for name, text in spec["files"].items():
        os.makedirs(os.path.dirname(root + name), exist_ok=True)
        with open(root + name, "w", encoding="utf-8") as file:
            file.write(text)
    os.makedirs(f"{root}/dev", exist_ok=True)
    for device in DEVICES:
        with open(f"{root}/dev/{device}", "a"):
            pass
        mount(f"/dev/{device}", f"{root}/dev/{device}", "", MS_BIND)
    os.symlink("/proc/self/fd", f"{root}/dev/fd")
    # Terminals, for IPython's `!command`. Some older kernels give them to root only.
    os.makedirs(f"{root}/dev/pts", exist_ok=True)
    with contextlib.suppress(OSError):
        options = "newinstance,ptmxmode=0666,mode=620"
        mount("devpts", f"{root}/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, options)
        os.symlink("pts/ptmx", f"{root}/dev/ptmx")
    for folder in spec["writable"]:
        os.makedirs(root + folder, exist_ok=True)
        if os.getuid() != INNER:
            os.chown(root + folder, INNER, INNER)
    os.makedirs(f"{root}/proc", exist_ok=True)
    mount("proc", f"{root}/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    # No further namespaces inside: they are where a kernel's errors can be reached. Older kernels
    # and some configurations refuse; then the submission may make namespaces, in which it has
    # no more rights than before.
    with contextlib.suppress(OSError), open(f"{root}/proc/sys/user/max_user_namespaces", "w") as f:
        f.write("0")
    os.chdir(root)
    check(libc.pivot_root(b".", b"."), "pivot_root")  # the old root now lies on top of the new one
    check(libc.umount2(b".", ctypes.c_int(MNT_DETACH)), "leave the old root")
    os.chdir(spec["cwd"])


def first_process(spec: dict) -> int:
    """Be process 1: build the room, start the command, wait for it, return its exit status."""
    die_with_the_parent()
    build(spec)
    kernel = os.fork()
    if kernel == 0:
        if os.getuid() != INNER:  # the caller is root: give up its powers
            os.setgroups([])
            os.setresgid(INNER, INNER, INNER)
            os.setresuid(INNER, INNER, INNER)
        check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
        set_limits(spec["limits"])
        os.execv(spec["command"][0], spec["command"])  # the powers over the namespace end here
    while True:  # orphans come to process 1
        child, status = os.wait()
        if child == kernel:
            return status


def write_maps(child: int, outer: int) -> None:
    """Map INNER of a new user namespace to `outer` (-1: the caller's own user, the only other)."""
    own, group = os.getuid(), os.getgid()
    for name, ident in (("uid_map", own), ("setgroups", None), ("gid_map", group)):
        if ident is None:
            text = "deny" if outer == -1 else "allow"
        elif outer == -1:
            text = f"{INNER} {ident} 1"
        else:
            text = f"0 {ident} 1\n{INNER} {outer} 1"
        with open(f"/proc/{child}/{name}", "w") as file:
            file.write(text)


def enclose(spec: dict) -> int:
    """Start the command in namespaces of its own; return its status as waitpid(2) gives it."""
    die_with_the_parent()
    own_in, their_out = os.pipe()
    their_in, own_out = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(own_in), os.close(own_out)
        check(libc.unshare(ctypes.c_int(SPACES)), "unshare")
        die_with_the_parent()  # after unshare, which forgets it
        os.write(their_out, b"1")
        if os.read(their_in, 1) != b"1":  # until the maps are written
            return 1 << 8
        if spec["outer"] != -1:
            os.setresgid(0, 0, 0)
            os.setresuid(0, 0, 0)
        inner = os.fork()  # the child of unshare(CLONE_NEWPID) is process 1
        return first_process(spec) if inner == 0 else os.waitpid(inner, 0)[1]
    os.close(their_out), os.close(their_in)
    if os.read(own_in, 1) == b"1":
        write_maps(child, spec["outer"])
        os.write(own_out, b"1")
    os.close(own_out)
    return os.waitpid(child, 0)[1]


def passed_on(status: int) -> int:
    """An exit code for a status of waitpid(2): 128 + signal, as shells do."""
    code = os.waitstatus_to_exitcode(status)
    return 128 - code if code < 0 else code


def main() -> int:
    """Do what the command line names."""
    task, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        spec = json.load(file)
    if task == "limit":
        set_limits(spec["limits"])
        os.execv(spec["command"][0], spec["command"])
    if task != "enclose":
        raise ValueError(f"task {task!r}; expected 'enclose' or 'limit'")
    return passed_on(enclose(spec))


if __name__ == "__main__":
    try:
        code = main()
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EINVAL):
            raise
        print(f"sandbox: {error}", file=sys.stderr)
        code = 125
    sys.stdout.flush()
    os._exit(code)
