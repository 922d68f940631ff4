"""Pairs of build contexts that show one thing each: what an edit, or another way to write the same, does to the layers.

`@@` in a Dockerfile or an argument becomes the case's own token, so that cases share no cache.
"""

from random_builds import EXECUTABLE, FILE, LINK, Case, Entry

FILES = {
    b"src/a.py": "1",
    b"src/b.py": "1",
    b"src/lib/c.py": "1",
    b"docs/r.md": "1",
    b"conf/app.toml": "1",
    b"requirements.txt": "x",
    b"a b/c d.txt": "1",
    b"VERSION": "1",
    b"caf\xc3\xa9.txt": "1",
}
B = "FROM slipway/base:1\n"
tail = "RUN echo @@ end\n"


def L(target: str) -> Entry:
    return Entry(LINK, target.encode())


def X(data: str) -> Entry:
    return Entry(EXECUTABLE, data.encode())


class Cases:
    """Collects them. Where only one Dockerfile is given, both sides have it."""

    def __init__(self, prefix: str):
        self.prefix = prefix
        self.cases: list[Case] = []

    def add(self, dockerfile, edit=None, df2=None, files=None, args=(), target="", ignore=None):
        token = f"{self.prefix}{len(self.cases) + 1}"

        def tree(contents: dict, text) -> dict:
            result = {
                path: data if isinstance(data, Entry) else Entry(FILE, f"{data}{token}".encode()) for path, data in contents.items()
            }
            raw = text if isinstance(text, bytes) else text.encode()
            result[b"Dockerfile"] = Entry(FILE, raw.replace(b"@@", token.encode()))
            if ignore is not None:
                result[b".dockerignore"] = Entry(FILE, ignore if isinstance(ignore, bytes) else ignore.encode())
            return result

        before = {**FILES, **(files or {})}
        after = {path: data for path, data in {**before, **(edit or {})}.items() if data is not None}
        arguments = tuple(argument.replace("@@", token) for argument in args)
        self.cases.append(Case(token, tree(before, dockerfile), tree(after, df2 or dockerfile), "", target, arguments))


def named_cases(prefix: str) -> list[Case]:
    collected = Cases(prefix)
    case = collected.add

    def d(one: str, other: str) -> None:
        """Two ways to write a step ahead of the last."""
        case(B + one + tail, df2=B + other + tail)

    def c(steps: str, edit: dict, **more) -> None:
        """An edit of the files that the steps take."""
        case(B + steps + tail, edit, **more)

    case('# escape=`\nFROM slipway/base:1\nRUN echo @@ && `\n  echo two\nCOPY src `\n  /x/\n', {b'src/a.py':'2'})
    case(('FROM slipway/base:1\r\nRUN echo @@ && \\\r\n  echo two\r\nCOPY src /x/\r\n'), {b'src/a.py':'2'})
    case(b'\xef\xbb\xbfFROM slipway/base:1\nRUN echo @@\nCOPY src /x/\n', {b'docs/r.md':'2'})
    case(B+'COPY . /x/\nRUN echo @@\n', {b'docs/r.md':'2'}, ignore=b'\xef\xbb\xbfdocs\r\n*.md\r\n')
    case('ARG D=src\n'+B+'ARG D\nCOPY ${D:-docs} /x/\nRUN echo @@\n', {b'src/a.py':'2'})
    case('ARG D=src\n'+B+'ARG D\nCOPY ${D:-docs} /x/\nRUN echo @@\n', {b'docs/r.md':'2'})
    case(B+'ARG D=\nCOPY ${D:-docs} /x/\nRUN echo @@\n', {b'docs/r.md':'2'})
    case(B+'ARG D=\nCOPY ${D-docs} /x/\nRUN echo @@\n', {b'docs/r.md':'2'})
    case(B+'ARG D=abc\nCOPY ${D:+docs} /x/\nRUN echo @@\n', {b'docs/r.md':'2'})
    case(B+'ARG D=src/a.py\nCOPY ${D%/*} /x/\nRUN echo @@\n', {b'src/b.py':'2'})
    case(B+'ARG D=src/lib/a.py\nCOPY ${D%%/*} /x/\nRUN echo @@\n', {b'src/b.py':'2'})
    case(B+'ARG D=./x/src\nCOPY ${D##*/} /x/\nRUN echo @@\n', {b'src/b.py':'2'})
    case(B+'ARG D=./src\nCOPY ${D#./} /x/\nRUN echo @@\n', {b'src/b.py':'2'})
    case(B+'ARG D=s_r_c\nCOPY ${D//_/} /x/\nRUN echo @@\n', {b'src/b.py':'2'})
    case(B+'ARG D=s_rc\nCOPY ${D/_/} /x/\nRUN echo @@\n', {b'src/b.py':'2'})
    case(B+'ARG D\nCOPY ${D:?no D} /x/\nRUN echo @@\n')
    case(B+'ARG D\nCOPY ${D?no D} /x/\nRUN echo @@\n')
    case(B+'COPY $UNDEF/src /x/\nRUN echo @@\n', {b'src/b.py':'2'})
    case(B+'COPY ${UNDEF}src /x/\nRUN echo @@\n', {b'src/b.py':'2'})
    case(B+'COPY \\$src /x/\nRUN echo @@\n')
    case(B+'COPY ["a b/c d.txt", "/x/"]\nRUN echo @@\n', {b'a b/c d.txt':'2'})
    case(B+'COPY "a b/c d.txt" /x/\nRUN echo @@\n', {b'a b/c d.txt':'2'})
    case(B+"COPY 'src' /x/\nRUN echo @@\n", {b'src/a.py':'2'})
    case(B+"COPY a\\ b /x/\nRUN echo @@\n", {b'a b/c d.txt':'2'})
    case(B+'COPY <<a <<b /x/\none @@\na\ntwo\nb\n', df2=B+'COPY <<a <<b /x/\none @@\na\ntwo2\nb\n')
    case(B+'ARG V=1\nCOPY <<a /x/f\n$V @@\na\n', df2=B+'ARG V=2\nCOPY <<a /x/f\n$V @@\na\n')
    case(B+'ARG V=1\nCOPY <<"a" /x/f\n$V @@\na\n', df2=B+'ARG V=2\nCOPY <<"a" /x/f\n$V @@\na\n')
    case(B+'RUN <<EOF cat >/x\nhello @@\nEOF\nCOPY src /s/\n', {b'src/a.py':'2'})
    case(B+'RUN <<-EOF\n\techo @@\n\tEOF\nCOPY src /s/\n', df2=B+'RUN <<-EOF\n\t\techo @@\n\tEOF\nCOPY src /s/\n')
    case(B+'COPY src <<x /s/\nz @@\nx\n', {b'src/a.py':'2'})
    case('ARG BASE=slipway/base:1\nFROM $BASE\nCOPY src /x/\nRUN echo @@\n', {b'src/a.py':'2'})
    case('ARG TAG=1\nARG BASE=slipway/base:${TAG}\nFROM ${BASE}\nRUN echo @@ $TAG\nCOPY src /x/\n', {b'src/a.py':'2'})
    case('ARG TAG=1\nFROM slipway/base:${TAG}\nARG TAG\nRUN echo @@ $TAG\nCOPY src /x/\n', args=('TAG=1',), df2='ARG TAG=3\nFROM slipway/base:${TAG}\nARG TAG\nRUN echo @@ $TAG\nCOPY src /x/\n')
    case('FROM --platform=$BUILDPLATFORM slipway/base:1 AS b\nARG TARGETARCH\nARG BUILDPLATFORM\nRUN echo @@ $TARGETARCH $BUILDPLATFORM\nFROM --platform=$TARGETPLATFORM slipway/base:1\nCOPY --from=b /bin/busybox /b\nCOPY src /x/\n', {b'src/a.py':'2'})
    case('FROM --platform=linux/amd64 slipway/base:1\nRUN echo @@\nCOPY src /x/\n', {b'src/a.py':'2'})
    case('FROM slipway/base:1 AS b\nCOPY src /s/\nRUN echo @@ >/o\nFROM slipway/base:1\nRUN --mount=type=bind,from=b,source=/s,target=/m cat /m/a.py; echo @@\n', {b'src/a.py':'2'})
    case('FROM slipway/base:1 AS b\nCOPY src /s/\nRUN echo @@ >/o\nFROM slipway/base:1\nRUN --mount=from=b,src=/o,dst=/m cat /m; echo @@\nCOPY docs /d/\n', {b'src/a.py':'2'})
    case(B+'RUN --mount=type=bind,source=src,target=/m --mount=type=cache,target=/c,id=@@ ls /m\nCOPY docs /d/\n', {b'src/a.py':'2'})
    case(B+'RUN --mount=type=bind,target=. ls\nCOPY docs /d/\nRUN echo @@\n', {b'src/a.py':'2'})
    case(B+'ARG S=src\nRUN --mount=type=bind,source=$S,target=/m ls /m; echo @@\n', {b'src/a.py':'2'})
    case(B+'RUN --mount=type=secret,id=x,required=false --mount=type=ssh,required=false echo @@\nCOPY src /x/\n', {b'src/a.py':'2'})
    case(B+'RUN --mount=type=bind,from=slipway/base:1,source=/bin,target=/m ls /m; echo @@\nCOPY src /x/\n', {b'src/a.py':'2'})
    case('FROM slipway/base:1\nCOPY src /s/\nRUN echo @@\nFROM slipway/base:1\nCOPY --from=0 /s /s\nCOPY docs /d/\n', {b'docs/r.md':'2'})
    case('FROM slipway/base:1 AS One\nCOPY src /s/\nRUN echo @@\nFROM slipway/base:1\nCOPY --from=ONE /s /s\nCOPY docs /d/\n', {b'docs/r.md':'2'})
    case('FROM slipway/base:1 AS one\nCOPY src /s/\nFROM one AS two\nRUN echo @@\nFROM two AS three\nCOPY docs /d\n', {b'docs/r.md':'2'}, target='two')
    case('FROM slipway/base:1 AS one\nCOPY src /s/\nFROM one AS two\nRUN echo @@\nFROM two AS three\nCOPY docs /d\n', {b'docs/r.md':'2'}, target='1')
    case('FROM slipway/base:1 AS b\nRUN echo @@1\nFROM b AS b\nCOPY src /x/\n', {b'src/a.py':'2'})
    d('ENV A=1\nRUN echo @@ \n','ENV A=2\nRUN echo @@ \n')
    d('ENV A=1\nCOPY src /x/\n','ENV A=2\nCOPY src /x/\n')
    d('ARG A=1\nRUN echo @@\n','ARG A=2\nRUN echo @@\n')
    d('RUN echo @@\nARG A=1\nCOPY src /x/\n','RUN echo @@\nARG A=2\nCOPY src /x/\n')
    d('WORKDIR /w@@\nCOPY src x/\n','WORKDIR /w2@@\nCOPY src x/\n')
    d('WORKDIR /w@@\nCOPY src /x/\n','WORKDIR /w2@@\nCOPY src /x/\n')
    d('USER 1\nCOPY src /x/\n','USER 2\nCOPY src /x/\n')
    d('USER 1\nRUN echo @@ 1\n','USER 2\nRUN echo @@ 1\n')
    d('SHELL ["/bin/sh","-c"]\nRUN echo @@ 1\n','RUN echo @@ 1\n')
    d('SHELL ["/bin/sh","-ec"]\nRUN ["echo","@@"]\n','RUN ["echo","@@"]\n')
    d('RUN --mount=type=cache,target=/c echo @@ 1\n','RUN --mount=type=cache,target=/c,id=z echo @@ 1\n')
    d('RUN --mount=type=cache,target=/c echo @@ 1\n','RUN --mount=type=cache,target=/c,sharing=locked echo @@ 1\n')
    d('RUN --network=none echo @@ 1\n','RUN echo @@ 1\n')
    d('RUN --network=default echo @@ 1\n','RUN echo @@ 1\n')
    d('COPY --chown=1:1 src /x/\n','COPY --chown=2:1 src /x/\n')
    d('COPY --chown=0:0 src /x/\n','COPY src /x/\n')
    d('COPY --chmod=644 src/a.py /x/\n','COPY src/a.py /x/\n')
    d('COPY --chmod=0644 src/a.py /x/\n','COPY --chmod=644 src/a.py /x/\n')
    d('COPY src /x/\n','COPY src/ /x/\n')
    d('COPY src /x/\n','COPY ./src/. /x/\n')
    d('COPY src /x/\n','COPY src /x\n')
    d('COPY src /x/\n','ADD src /x/\n')
    c('COPY src/.. /x/\n', {})
    c('COPY src/.. /x/\n', {b'docs/r.md':'2'})
    d('COPY src docs /x/\n','COPY docs src /x/\n')
    d('COPY src/a.py src/b.py /x/\n','COPY src/b.py src/a.py /x/\n')
    d('COPY src/*.py /x/\n','COPY src/?.py /x/\n')
    d('COPY src/*.py /x/\n','COPY src/a.py src/b.py /x/\n')
    d('LABEL a=1\nRUN echo @@ 1\n','LABEL a=2\nRUN echo @@ 1\n')
    d('EXPOSE 80\nVOLUME /v\nRUN echo @@ 1\n','EXPOSE 81\nVOLUME /v2\nRUN echo @@ 1\n')
    d('HEALTHCHECK CMD true\nSTOPSIGNAL 9\nENTRYPOINT ["x"]\nCMD ["y"]\nRUN echo @@ 1\n','RUN echo @@ 1\n')
    d('RUN echo @@ \\\n# c\n  more\n','RUN echo @@ \\\n  more\n')
    d('RUN echo   @@\n','RUN echo @@\n')
    d('RUN echo @@   \n','RUN echo @@\n')
    d('RUN <<EOF\necho @@\nEOF\n','RUN <<XX\necho @@\nXX\n')
    d('RUN <<EOF\necho @@\nEOF\n','RUN echo @@\n')
    d('COPY <<EOF /x/f\n@@\nEOF\n','COPY <<XX /x/f\n@@\nXX\n')
    d('COPY <<EOF /x/f\n@@\nEOF\n','COPY <<"EOF" /x/f\n@@\nEOF\n')
    d('RUN ["sh","-c","echo @@"]\n','RUN [ "sh", "-c", "echo @@" ]\n')
    d('ENV A=1 B=2\nRUN echo @@ 1\n','ENV B=2 A=1\nRUN echo @@ 1\n')
    d('ENV A=1\nENV B=2\nRUN echo @@ 1\n','ENV A=1 B=2\nRUN echo @@ 1\n')
    d('ENV A 1\nRUN echo @@ 1\n','ENV A=1\nRUN echo @@ 1\n')
    d('ARG A=1\nENV A=1\nRUN echo @@ 1\n','ENV A=1\nRUN echo @@ 1\n')
    d('ARG A\nRUN echo @@ 1\n','RUN echo @@ 1\n')
    d('ARG A=\nRUN echo @@ 1\n','RUN echo @@ 1\n')
    d('ARG HTTP_PROXY=a\nRUN echo @@ 1\n','ARG HTTP_PROXY=b\nRUN echo @@ 1\n')
    d('ARG SOURCE_DATE_EPOCH=1\nRUN echo @@ 1\n','ARG SOURCE_DATE_EPOCH=2\nRUN echo @@ 1\n')
    d('ENV PATH=/bin:/x\nRUN echo @@ 1\n','ENV PATH=/bin\nRUN echo @@ 1\n')
    c('COPY src /x/\n',{b'src/a.py':X('1')})
    c('COPY src/*.py /x/\n',{b'src/a.py':X('1')})
    c('COPY src /x/\n',{b'src/lnk':L('a.py')})
    c('COPY src /x/\n',{b'src/lnk':L('b.py')},files={b'src/lnk':L('a.py')})
    c('COPY src/lnk /x/\n',{b'src/lnk':L('b.py')},files={b'src/lnk':L('a.py')})
    c('COPY src/lnk /x/\n',{b'src/a.py':'2'},files={b'src/lnk':L('a.py')})
    c('COPY lnk /x/\n',{b'src/a.py':'2'},files={b'lnk':L('src')})
    c('COPY lnk/a.py /x/\n',{b'src/a.py':'2'},files={b'lnk':L('src')})
    c('COPY lnk/*.py /x/\n',{b'src/a.py':'2'},files={b'lnk':L('src')})
    c('COPY lnk/a.py /x/\n',{b'lnk':L('docs'),b'docs/a.py':'1'},files={b'lnk':L('src')})
    c('COPY l1 /x/\n',{b'src/a.py':'2'},files={b'l1':L('l2'),b'l2':L('src/a.py')})
    c('COPY src/l /x/\n',{b'VERSION':'2'},files={b'src/l':L('../VERSION')})
    c('COPY src /x/\n',{b'VERSION':'2'},files={b'src/l':L('../VERSION')})
    c('COPY src/l /x/\n',{b'VERSION':'2'},files={b'src/l':L('/VERSION')})
    c('COPY src/l /x/\n',{b'VERSION':'2'},files={b'src/l':L('../../../VERSION')})
    c('COPY src/*.py /x/\n',{b'src/n.py':'1'})
    c('COPY src/*.py /x/\n',{b'src/n.txt':'1'})
    c('COPY src/*.py /x/\n',{b'src/lib/c.py':'2'})
    c('COPY */c.py docs/*.md /x/\n',{b'conf/app.toml':'2'})
    c('COPY src /x/\n',{b'src/a.py':None,b'src/A.py':'1'})
    c('COPY src/a.py /x/\n',{b'src/a.py':None,b'src/A.py':'1'})
    c('COPY src/ /x/\n',{b'src/a.py':None,b'src/a.py/inside':'1'})
    c('ADD a.tar /x/\n',{b'a.tar':'not a tar 2'},files={b'a.tar':'not a tar'})
    c('COPY . /x/\n',{b'src/a.py':'2'},ignore='src/*\n!src/b.py\n')
    c('COPY . /x/\n',{b'src/b.py':'2'},ignore='src/*\n!src/b.py\n')
    c('COPY . /x/\n',{b'src/lib/c.py':'2'},ignore='src/*\n!src/b.py\n')
    c('COPY . /x/\n',{b'src/lib/c.py':'2'},ignore='src/**\n!src/*/c.py\n')
    c('COPY . /x/\n',{b'docs/r.md':'2'},ignore='**/*.md\n!r.md\n')
    c('COPY . /x/\n',{b'docs/r.md':'2'},ignore='*/*.md\r\n')
    c('COPY docs /x/\n',{b'docs/r.md':'2'},ignore='docs/*\n',files={b'docs/k.txt':'1'})
    c('COPY . /x/\n',{b'conf/app.toml':'2'},ignore='*\n!src\n!conf/*.toml\n')
    c('COPY . /x/\n',{b'Dockerfile.dockerignore':'src\n'},ignore='docs\n')
    c('COPY src /x/\n',{b'src/b.py':'2'},ignore='**/b.py\n')
    case('FROM slipway/base:1 AS s\nCOPY src /s\nRUN echo @@ >/o\nFROM slipway/base:1\nCOPY --from=s /o /o\n'+tail,{b'src/a.py':'2'})
    case('FROM scratch AS s\nCOPY src /s\nFROM slipway/base:1\nCOPY --from=s /s/b.py /o\n'+tail,{b'src/a.py':'2'})
    case('FROM scratch AS s\nCOPY src/b.py src/a.py /s/\nFROM s AS s2\nCOPY docs /d\nFROM slipway/base:1\nCOPY --from=s2 /s/ /o/\n'+tail,{b'docs/r.md':'2'})
    case('FROM slipway/base:1 AS a\nRUN echo @@ a\nFROM a AS b\nCOPY src /x/\nFROM a AS c\nCOPY --from=b /x /y\n'+tail,{b'src/a.py':'2'})
    return collected.cases
