package io.spillway.ops.runtime;

import io.spillway.net.tls.CertificateIndex;
import io.spillway.net.tls.CertificateStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code show ssl sni} (management guide, chapter 9.3). */
final class ServerNameCommands {
  static final List<Command> ALL =
      List.of(
          Command.of(
              "show ssl sni",
              "[-f <frontend>] [-A] [-t <offset>]",
              "list the names that certificates are offered for; -A for those that are over",
              Level.OPERATOR,
              ServerNameCommands::show));

  private static final Pattern OFFSET = Pattern.compile("(\\d{1,9})([smhd]?)");

  private ServerNameCommands() {}

  private static String show(RuntimeSession session, List<String> arguments) {
    String frontend = null;
    boolean isOver = false;
    Duration offset = Duration.ZERO;
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      boolean hasValue = i + 1 < arguments.size();
      switch (word) {
        case "-A" -> isOver = true;
        case "-f" -> {
          if (!hasValue) {
            return "'-f' expects a frontend name\n";
          }
          frontend = arguments.get(++i);
          if (session.frontend(frontend) == null) {
            return "No such frontend.\n";
          }
        }
        case "-t" -> {
          Duration read = hasValue ? offset(arguments.get(++i)) : null;
          if (read == null) {
            return "'-t' expects an offset: a number with s, m, h or d\n";
          }
          offset = read;
        }
        default -> {
          return "Invalid parameter '" + word + "'. Known ones are -f, -A and -t.\n";
        }
      }
    }
    Date limit = isOver ? Date.from(Instant.now().plus(offset)) : null;
    StringBuilder out =
        new StringBuilder(
            "# Frontend/Bind\tSNI\tNegative Filter\tType\tFilename\tNotAfter\tNotBefore\n");
    for (CertificateStore.Shown shown : session.process().certificates().shown()) {
      if (frontend == null || frontend.equals(shown.frontend())) {
        for (CertificateIndex.Entry entry : shown.server().certificates().entries()) {
          add(out, shown, entry, limit);
        }
      }
    }
    return out.toString();
  }

  private static void add(
      StringBuilder out,
      CertificateStore.Shown shown,
      CertificateIndex.Entry entry,
      @Nullable Date limit) {
    X509Certificate certificate = entry.certificate().chain().getFirst();
    if (limit != null && certificate.getNotAfter().after(limit)) {
      return;
    }
    String excluded =
        String.join(
            " ", entry.filters().stream().filter(filter -> filter.startsWith("!")).toList());
    Set<String> names = new TreeSet<>(entry.offered());
    if (entry.isDefault() || entry.filters().contains("*")) {
      names.add("*");
    }
    for (String name : names) {
      out.append(shown.frontend())
          .append('/')
          .append(shown.place())
          .append('\t')
          .append(name)
          .append('\t')
          .append(excluded.isEmpty() ? "-" : excluded)
          .append('\t')
          .append(type(certificate))
          .append('\t')
          .append(entry.certificate().file())
          .append('\t')
          .append(CertificateReport.date(certificate.getNotAfter()))
          .append('\t')
          .append(CertificateReport.date(certificate.getNotBefore()))
          .append('\n');
    }
  }

  private static String type(X509Certificate certificate) {
    String algorithm = certificate.getPublicKey().getAlgorithm();
    return algorithm.equals("EC") ? "ecdsa" : algorithm.toLowerCase(Locale.ROOT);
  }

  private static @Nullable Duration offset(String text) {
    Matcher matcher = OFFSET.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofSeconds(count);
    };
  }
}
