package io.spillway.command;

import io.spillway.assembly.BackupPlan;
import io.spillway.ops.backup.BackupEvent;
import io.spillway.ops.backup.BackupException;
import io.spillway.ops.backup.BackupRun;
import java.util.List;

/** {@code spillway backup}: makes backups of configurations, shows them and restores them. */
final class BackupCommand implements Command {
  private final Program program;

  BackupCommand(Program program) {
    this.program = program;
  }

  @Override
  public String name() {
    return "backup";
  }

  @Override
  public String summary() {
    return "backs configurations up, shows backups and restores them";
  }

  @Override
  public String help() {
    return """
    Usage: spillway backup now -f FILE...
           spillway backup list    PLACE
           spillway backup show    PLACE [BACKUP]
           spillway backup diff    PLACE [BACKUP [BACKUP]]
           spillway backup verify  PLACE [BACKUP]
           spillway backup restore PLACE [--at BACKUP] [--to DIRECTORY | --apply]

      now      makes a backup as the section 'config-backup' says, unless nothing has changed
      list     the backups of an instance
      show     the files of a backup
      diff     what has changed since a backup, or between two
      verify   reads backups back and checks each file of them; all of them where none is named
      restore  tells what would be replaced; with --to writes the files below a directory, with
               --apply puts them in their places, once the configuration was checked

    PLACE is where the backups are:
      -f FILE...          files with a section 'config-backup'; the rest of them is not looked at
      --from TARGET       s3://BUCKET/PREFIX or a directory, on a machine that has no such file
      --region REGION     of the bucket (us-east-1)
      --endpoint URL      of a store that is not Amazon's
      --path-style        has the bucket in the path of URLs
      --profile NAME      of the AWS configuration files
      --instance NAME     whose backups (this machine's name)
      --key-file FILE     what decrypts keys and passwords

    BACKUP is an id that 'list' shows, a day as 2026-01-31 (the last of that day or before), or
    nothing for the newest.

      --keep DIRECTORY    where 'restore --apply' keeps what it replaces
                          (/var/lib/spillway/replaced)
      --force             applies a configuration although it is found wrong

    The exit code is 0 where all went well, else 1.

    Examples:
      spillway backup now -f /etc/spillway
      spillway backup restore -f /etc/spillway --at 2026-01-31 --apply
      spillway backup restore --from s3://lb-backups/edge --instance lb1 \\
          --key-file /root/backup.key --apply
    """;
  }

  @Override
  public int run(List<String> arguments) {
    BackupArguments read = BackupArguments.read(arguments);
    if (read == null) {
      program.console().error(help());
      return 1;
    }
    try {
      return switch (read.action()) {
        case "now" -> now(read);
        default -> {
          try (BackupPlace place = BackupPlace.open(program, read)) {
            yield switch (read.action()) {
              case "list" -> BackupReports.list(program.console(), place);
              case "show" -> BackupReports.show(program.console(), place, read.words());
              case "diff" -> BackupReports.differences(program.console(), place, read.words());
              case "verify" -> BackupReports.verify(program.console(), place, read.words());
              default -> new RestoreAction(program, place, read).run();
            };
          }
        }
      };
    } catch (BackupException e) {
      program.console().error("spillway: " + e.reason() + ".\n");
      return 1;
    }
  }

  private int now(BackupArguments read) throws BackupException {
    Loading loading = Loading.ofFiles(program, read.files());
    if (loading.load() == null) {
      program.console().error(loading.report());
      throw new BackupException("a configuration that is wrong is not backed up");
    }
    BackupPlan plan = loading.backup();
    if (plan == null) {
      throw new BackupException(
          String.join(", ", read.files()) + ": no section 'config-backup' says where to");
    }
    BackupRun.Outcome outcome = plan.run().run("command");
    String text = new BackupEvent.Done(plan.definition().target().text(), outcome).text();
    program.console().out(Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".\n");
    return 0;
  }
}
