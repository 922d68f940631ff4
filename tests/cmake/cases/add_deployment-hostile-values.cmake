# Each of these is one value, and reaches the helper byte by byte.
string(ASCII 27 escape)
slipway_add_deployment(app
  HOST pi
  DIRECTORY "~/a b;c \$HOME \"d\" 'e' \\ [f"
  BUILD_ARGS
    "QUOTES=\"double\" 'single' `back`"
    "SEMICOLONS=a;b;;c"
    "DOLLARS=\$HOME \${HOME} \$(id) \$<1:x> @HOME@"
    "LINES=one\ntwo\n"
    "TAB=\ta\r"
    "ENDS_IN_BACKSLASH=C:\\"
    "OPEN=["
    "CLOSE=]"
    "ESCAPE=${escape}[31m"
    "UTF8=größer ☃"
    "SPACES=  both ends  "
  FULL_WHEN "*.[ch]" "a\\ b" "[" "c;d" "\\"  "last")
