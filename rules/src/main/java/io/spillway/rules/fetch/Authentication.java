package io.spillway.rules.fetch;

import static io.spillway.rules.Source.REQUEST_HEADERS;
import static io.spillway.rules.sample.SampleType.BOOLEAN;
import static io.spillway.rules.sample.SampleType.STRING;

import io.spillway.config.SourcePosition;
import io.spillway.http.HeaderName;
import io.spillway.http.RequestHead;
import io.spillway.rules.CallArguments;
import io.spillway.rules.Fetch;
import io.spillway.rules.Fetch.Fetcher;
import io.spillway.rules.UserList;
import io.spillway.rules.sample.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fetches of a request's credentials (RFC 7617, RFC 6750). */
public final class Authentication {
  /** The fetches. */
  public static final List<Fetch> ALL =
      List.of(
          Fetch.of("http_auth", BOOLEAN, REQUEST_HEADERS, "user list", Authentication::isUser),
          Fetch.of("http_auth_group", STRING, REQUEST_HEADERS, "user list", Authentication::groups),
          Fetch.of("http_auth_user", STRING, REQUEST_HEADERS, basic(true)),
          Fetch.of("http_auth_pass", STRING, REQUEST_HEADERS, basic(false)),
          Fetch.of(
              "http_auth_type", STRING, REQUEST_HEADERS, RequestLines.of(Authentication::type)),
          Fetch.of(
              "http_auth_bearer", STRING, REQUEST_HEADERS, "[string]", Authentication::bearer));

  private Authentication() {}

  private record Credentials(String user, byte[] password) {}

  /** The words of a request's Authorization header: the scheme's end and the rest's start. */
  private static int schemeEnd(RequestHead head, int index) {
    int end = head.valueStart(index);
    while (end < head.valueEnd(index) && head.bytes()[end] != ' ') {
      end++;
    }
    return end;
  }

  private static boolean isScheme(RequestHead head, int index, String scheme) {
    int start = head.valueStart(index);
    return head.text(start, schemeEnd(head, index)).equalsIgnoreCase(scheme);
  }

  /** Where the credentials of a request stand. */
  private static HeaderName headerOf(RequestHead head) {
    return head.isForProxy() ? HeaderName.PROXY_AUTHORIZATION : HeaderName.AUTHORIZATION;
  }

  private static @Nullable Credentials credentials(RequestHead head) {
    int index = head.find(headerOf(head), -1);
    if (index < 0 || !isScheme(head, index, "basic")) {
      return null;
    }
    try {
      String encoded = head.text(schemeEnd(head, index), head.valueEnd(index)).strip();
      String decoded = new String(Base64.getDecoder().decode(encoded), StandardCharsets.ISO_8859_1);
      int colon = decoded.indexOf(':');
      return colon < 0
          ? null
          : new Credentials(
              decoded.substring(0, colon),
              decoded.substring(colon + 1).getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Fetcher basic(boolean user) {
    return RequestLines.of(
        (head, into) -> {
          Credentials credentials = credentials(head);
          if (credentials == null) {
            return false;
          }
          return into.string(
              user
                  ? credentials.user().getBytes(StandardCharsets.ISO_8859_1)
                  : credentials.password());
        });
  }

  private static boolean type(RequestHead head, Sample into) {
    int index = head.find(headerOf(head), -1);
    if (index < 0) {
      return false;
    }
    String scheme =
        isScheme(head, index, "basic") ? "Basic" : isScheme(head, index, "bearer") ? "Bearer" : "";
    return !scheme.isEmpty() && into.string(scheme.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Fetcher bearer(CallArguments arguments) {
    HeaderName named = arguments.has(0) ? HeaderName.of(arguments.text(0)) : null;
    return RequestLines.of(
        (head, into) -> {
          int index = head.find(named == null ? headerOf(head) : named, -1);
          if (index < 0 || !isScheme(head, index, "bearer")) {
            return false;
          }
          int start = schemeEnd(head, index);
          while (start < head.valueEnd(index) && head.bytes()[start] == ' ') {
            start++;
          }
          return into.string(head.bytes(), start, head.valueEnd(index) - start);
        });
  }

  private static Fetcher isUser(CallArguments arguments) {
    Reference list = new Reference(arguments);
    return RequestLines.of(
        (head, into) -> {
          Credentials credentials = credentials(head);
          return credentials != null
              && into.bool(list.get().accepts(credentials.user(), credentials.password()));
        });
  }

  private static Fetcher groups(CallArguments arguments) {
    Reference list = new Reference(arguments);
    return RequestLines.of(
        (head, into) -> {
          Credentials credentials = credentials(head);
          if (credentials == null
              || !list.get().accepts(credentials.user(), credentials.password())) {
            return false;
          }
          List<String> groups = list.get().groupsOf(credentials.user());
          int at = into.cursor();
          if (at >= groups.size()) {
            return false;
          }
          into.cursor(at + 1, 0);
          into.more(into.isIterating() && at + 1 < groups.size());
          return into.string(groups.get(at).getBytes(StandardCharsets.ISO_8859_1));
        });
  }

  /** A user list that may be declared after its use. */
  private static final class Reference {
    private UserList list = new UserList("");

    Reference(CallArguments arguments) {
      SourcePosition position = arguments.scope().position();
      String name = arguments.text(0);
      arguments
          .scope()
          .context()
          .later(
              diagnostics -> {
                UserList found = arguments.scope().context().userList(name);
                if (found == null) {
                  diagnostics.alert(
                      position,
                      "unable to find userlist '"
                          + name
                          + "' referenced in arg 1 of '"
                          + arguments.name()
                          + "' in proxy '"
                          + arguments.scope().name()
                          + "'.");
                } else {
                  list = found;
                }
              });
    }

    UserList get() {
      return list;
    }
  }
}
