package io.spillway.proxy.check;

import io.spillway.net.Endpoint;
import io.spillway.proxy.server.CheckStatus;
import io.spillway.proxy.server.ServerProtocol;
import io.spillway.rules.Action;
import io.spillway.rules.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step of a check, as an {@code http-check} or {@code tcp-check} line says it. Immutable. */
public sealed interface CheckStep {
  /** What the user wrote to know the step by; may be empty. */
  String comment();

  /**
   * Opens a connection, closing the one before.
   *
   * @param endpoint where to, or null for the server's check address
   * @param port the port, or 0 for the server's check port
   * @param isImplicit whether no line says so, but the check's kind
   * @param security how it is made secure
   * @param sendsProxy whether it begins with a PROXY protocol header in any case
   * @param isBySocks whether the server's SOCKS4 proxy makes it in any case
   * @param protocols what is offered by ALPN; empty for what the server's line says
   * @param http which version of HTTP is spoken; null for as the server's line says
   */
  record Connect(
      @Nullable Endpoint endpoint,
      int port,
      boolean isImplicit,
      Security security,
      boolean sendsProxy,
      boolean isBySocks,
      List<String> protocols,
      @Nullable ServerProtocol http,
      String comment)
      implements CheckStep {
    public Connect {
      protocols = List.copyOf(protocols);
    }

    /** To the server's check address and port. */
    public static final Connect IMPLICIT = new Connect(null, 0, true, Security.OF_SERVER, "");

    /** Without a PROXY protocol header, unless the server's line says so. */
    public Connect(
        @Nullable Endpoint endpoint,
        int port,
        boolean isImplicit,
        Security security,
        String comment) {
      this(endpoint, port, isImplicit, security, false, false, List.of(), null, comment);
    }

    /** Without TLS. */
    public Connect(@Nullable Endpoint endpoint, int port, boolean isImplicit, String comment) {
      this(endpoint, port, isImplicit, Security.NONE, comment);
    }
  }

  /**
   * Whether a connection is made secure.
   *
   * @param isOfServer whether that is as the server's line says it
   * @param isSecure whether it is in any case
   * @param serverName the name that the server is asked for; empty for what its line says
   * @param isLater whether a dialogue makes it secure, as its protocol has it
   */
  record Security(boolean isOfServer, boolean isSecure, String serverName, boolean isLater) {
    /** Secure at once, if at all. */
    public Security(boolean isOfServer, boolean isSecure, String serverName) {
      this(isOfServer, isSecure, serverName, false);
    }

    /** It is not. */
    public static final Security NONE = new Security(false, false, "");

    /** As the server's line says it. */
    public static final Security OF_SERVER = new Security(true, false, "");

    /** As the server's line says it, once its protocol comes to that. */
    public static final Security LATER = new Security(true, false, "", true);
  }

  /** To the server, as an implicit connection, but counted among the steps. */
  Connect TO_SERVER = new Connect(null, 0, false, Security.OF_SERVER, "");

  /** Runs a program, whose exit code decides. */
  record Execute(ExternalProgram program) implements CheckStep {
    @Override
    public String comment() {
      return "";
    }
  }

  /** Talks to the server as its protocol has it. */
  record Talk(Dialogue dialogue) implements CheckStep {
    @Override
    public String comment() {
      return "";
    }
  }

  /** Sends bytes. */
  record Send(CheckText data, String comment) implements CheckStep {}

  /** Sends the bytes that a text tells in hexadecimal digits. */
  record SendDigits(CheckText digits, String comment) implements CheckStep {}

  /**
   * Sends a request.
   *
   * @param version as it stands in the request: {@code HTTP/1.0}
   * @param headers the headers in their order, without those that are added by themselves
   * @param body the body, or null for none
   */
  record SendRequest(
      String method,
      CheckText uri,
      String version,
      List<Header> headers,
      @Nullable CheckText body,
      String comment)
      implements CheckStep {
    public SendRequest {
      headers = List.copyOf(headers);
    }
  }

  /** A header of a request. */
  record Header(String name, CheckText value) {}

  /**
   * Waits for something in what the server sends.
   *
   * @param match what
   * @param isNegated whether it must not be there
   * @param minimum how many bytes must have come before it is decided; 0 to decide by what there
   *     is, -1 to wait
   * @param report how its outcome is told
   */
  record Expect(CheckMatch match, boolean isNegated, int minimum, Report report, String comment)
      implements CheckStep {
    /** Waits for {@code match} with nothing special. */
    public static Expect of(CheckMatch match) {
      return new Expect(match, false, -1, Report.USUAL, "");
    }

    /** The same, negated. */
    public Expect negated() {
      return new Expect(match, !isNegated, minimum, report, comment);
    }
  }

  /**
   * How the outcome of an expectation is told.
   *
   * @param ok the status where it is the last step, or null for the kind's
   * @param error the status where it does not hold, or null for the match's
   * @param timeout the status where nothing decides it in time, or null for the kind's
   * @param onSuccess the text reported where it is the last step, or null
   * @param onError the text reported where it does not hold, or null
   * @param code makes the code that is reported in place of the response's, or null
   */
  record Report(
      @Nullable CheckStatus ok,
      @Nullable CheckStatus error,
      @Nullable CheckStatus timeout,
      @Nullable CheckText onSuccess,
      @Nullable CheckText onError,
      @Nullable Expression code) {
    /** As the check's kind and the match have it. */
    public static final Report USUAL = new Report(null, null, null, null, null, null);
  }

  /** Changes variables ({@code set-var}, {@code unset-var}). */
  record Change(Action action) implements CheckStep {
    @Override
    public String comment() {
      return "";
    }
  }

  /** Stands for a {@code comment} line that another step took over, to be counted. */
  record Comment(String comment) implements CheckStep {}
}
