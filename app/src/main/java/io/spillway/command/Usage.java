package io.spillway.command;

/** The texts that tell how the program is used. */
final class Usage {
  private Usage() {}

  /** The options that HAProxy has too. */
  static String options(String program) {
    return "Usage : "
        + program
        + """
         [-f <cfgfile|cfgdir>]* [ -vdVD ] [ -n <maxconn> ] [ -N <maxpconn> ]
                [ -p <pidfile> ] [ -m <max megs> ] [ -C <dir> ] [-- <cfgfile>*]
                -v displays version ; -vv shows what it was built with and what it can do.
                -d tells what happens, in the foreground ; -db only stays in the foreground.
                -V tells more (overrides -q)
                -D goes to the background ; -C changes to <dir> before loading files.
                -W has a master process watch the worker.
                -Ws is -W that tells systemd how it goes.
                -q is quiet : tells nothing
                -c only checks the configuration
                -cc evaluates a condition as in .if ; exit code 0 for true, 1 for false
                -n sets the most connections of the process
                -m is accepted ; the virtual machine's memory is what counts
                -N sets the default for the most connections of a proxy
                -L sets the name of the local peer (default: the host's name)
                -p writes the process's id to this file
                -de does not use epoll
                -dR does not use SO_REUSEPORT
                -dL lists the files that the program consists of
                -dK{class[,...]} lists the known keywords ('help' lists the classes)
                -dr lets servers be whose address cannot be resolved
                -dV does not verify servers' certificates
                -dW makes warnings errors
                -dD remarks on what looks suspicious in the configuration
                -dC -dF -dG -dI -dM -dS -dp -dt are accepted ; what they switch does not exist here
                -sf/-st [pid ]* has these processes finish/end once this one listens.
                -x <unix_socket> takes listening sockets from a process
                -S <bind>[,<bind options>...] is the master's own socket

        """;
  }
}
