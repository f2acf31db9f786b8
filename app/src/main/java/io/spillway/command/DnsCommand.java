package io.spillway.command;

import io.spillway.facility.dns.zone.SigningKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code spillway dns}: the DNS server, the providers, and keys of signed zones. */
final class DnsCommand implements Command {
  private final Program program;

  DnsCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "dns";
  }

  @Override
  public String summary() {
    return "asks the DNS server, writes to DNS providers, makes keys for signed zones";
  }

  @Override
  public String help() {
    return """
    Usage: spillway dns query NAME [TYPE] [--dnssec] [--tcp] --server ADDRESS[:PORT] | -f FILE...
           spillway dns status -f FILE... | --socket ADDRESS
           spillway dns publish [NAME...] [--dry-run] -f FILE...
           spillway dns sync [NAME...] [--dry-run] -f FILE...
           spillway dns keygen [--zone-signing] ZONE [DIRECTORY]
           spillway dns ds KEYFILE

      query       asks a name server, by default the one that the files configure, and prints what
                  it says
      status      the zones that the running process answers for, and what it counted
      publish     writes what the running process answers for its names to their providers, now
      sync        writes facilities, checks and contacts into the failover that DNS Made Easy and
                  Route 53 have themselves, so that a name is moved even with every instance dead
      keygen      makes a key (ECDSA P-256) in two files that begin with K, as BIND's tools do, in
                  the directory or here, and prints what to write into the dns-zone section and the
                  DS record for the parent zone. One key is enough for a zone; with --zone-signing
                  it is one that the parent zone need not know, beside one that it knows
      ds          prints the DS record of a key

    With --dry-run everything is read, nothing is written, and the change is printed.

    Examples:
      spillway dns query www.example.com -f facilities.cfg
      spillway dns sync --dry-run -f haproxy.cfg -f facilities.cfg
      spillway dns keygen example.com /etc/spillway
    """;
  }

  @Override
  public int run(List<String> arguments) {
    List<String> words = new ArrayList<>(arguments);
    String what = words.isEmpty() ? "" : words.removeFirst();
    try {
      Integer code =
          switch (what) {
            case "query" -> new DnsQuery(program).run(words);
            case "status" -> status(words);
            case "publish" -> new ProviderWriting(program).publish(words);
            case "sync" -> new ProviderWriting(program).sync(words);
            case "keygen", "ds" -> keys(what, words);
            default -> null;
          };
      if (code != null) {
        return code;
      }
    } catch (IOException | SigningKey.InvalidKeyFileException e) {
      program.console().error("spillway: " + message(e) + "\n");
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
    program.console().error(help());
    return 1;
  }

  private Integer status(List<String> words) throws IOException {
    RuntimeArguments read = RuntimeArguments.read(words);
    if (read == null || !read.words().isEmpty() || read.time() != null) {
      program.console().error(help());
      return 1;
    }
    RuntimeClient client = read.client(program);
    if (client == null) {
      return 1;
    }
    program.console().out(client.ask("show dns" + (read.json() ? " json" : "")));
    return 0;
  }

  private Integer keys(String what, List<String> words)
      throws IOException, SigningKey.InvalidKeyFileException {
    boolean isKeySigning = !words.remove("--zone-signing");
    DnsKeys keys = new DnsKeys(program.console());
    if (what.equals("keygen") && (words.size() == 1 || words.size() == 2)) {
      keys.generate(words.getFirst(), Path.of(words.size() == 2 ? words.get(1) : ""), isKeySigning);
      return 0;
    }
    if (what.equals("ds") && words.size() == 1) {
      keys.tellDelegation(words.getFirst());
      return 0;
    }
    program.console().error(help());
    return 1;
  }

  private static String message(Exception e) {
    return e instanceof FileAlreadyExistsException exists
        ? exists.getFile() + " is there already"
        : e.getClass().getPackageName().equals("java.nio.file")
            ? "cannot read or write " + e.getMessage()
            : String.valueOf(e.getMessage());
  }
}
