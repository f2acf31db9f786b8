package io.spillway.proxy.walk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.spillway.config.SourcePosition;
import io.spillway.http.HeaderName;
import io.spillway.http.ParseResult;
import io.spillway.http.ResponseHead;
import io.spillway.net.Endpoint;
import io.spillway.proxy.Backend;
import io.spillway.proxy.BackendAssembly;
import io.spillway.proxy.Frontend;
import io.spillway.proxy.FrontendAssembly;
import io.spillway.proxy.definition.BindDefinition;
import io.spillway.proxy.definition.Configuration;
import io.spillway.proxy.definition.Mode;
import io.spillway.proxy.definition.ProxyDefinition;
import io.spillway.proxy.definition.ProxyKeywords;
import io.spillway.proxy.server.Server;
import io.spillway.rules.Condition;
import io.spillway.rules.Place;
import io.spillway.rules.Reply;
import io.spillway.rules.Rule;
import io.spillway.rules.Ruleset;
import io.spillway.rules.SwitchingRule;
import io.spillway.rules.Verdict;
import io.spillway.rules.sample.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes one request through a configuration, as it would go if it came first after a start. Made
 * for one request; confined to one thread.
 */
public final class RequestWalk {
  private final Configuration configuration;
  private final Map<String, Frontend> frontends = new LinkedHashMap<>();
  private final Map<String, Backend> backends = new LinkedHashMap<>();
  private final List<WalkStep> steps = new ArrayList<>();

  /** A walk through {@code configuration}. */
  public RequestWalk(Configuration configuration) {
    this.configuration = configuration;
    FrontendAssembly frontendAssembly = new FrontendAssembly(configuration.global().settings(), 1);
    BackendAssembly backendAssembly =
        new BackendAssembly(
            configuration.global().settings(),
            1,
            () -> 0,
            (millis, task) -> {},
            new SplittableRandom(1));
    int id = 1;
    for (ProxyDefinition proxy : configuration.proxies()) {
      id++;
      if (proxy.settings().get(ProxyKeywords.DISABLED)) {
        continue;
      }
      if (proxy.kind().isFrontend()) {
        frontends.put(proxy.name(), frontendAssembly.make(proxy, id, Integer.MAX_VALUE, List.of()));
      }
      if (proxy.kind().isBackend()) {
        backends.put(proxy.name(), backendAssembly.make(proxy, id, 1, List.of()));
      }
    }
    for (Frontend frontend : frontends.values()) {
      String name = frontend.definition().settings().get(ProxyKeywords.DEFAULT_BACKEND);
      frontend.link(backends, backends.get(name.isEmpty() ? frontend.name() : name));
    }
  }

  /**
   * Walks.
   *
   * @param frontendName the frontend that takes the request; empty for the one whose port and
   *     scheme fit
   * @throws IllegalArgumentException with what is wrong, when there is no such frontend or request
   */
  public WalkOutcome walk(AskedRequest asked, String frontendName, long wallClockMicros) {
    Frontend frontend = frontend(asked, frontendName);
    ImaginaryRequest request =
        new ImaginaryRequest(
            asked, frontend, configuration.rules().processVariables(), wallClockMicros);
    String section = "frontend " + frontend.name();
    Verdict end =
        run(request, Place.FRONTEND_TCP_REQUEST_CONTENT, frontend.rules().content(), section);
    if (end == null) {
      end = run(request, Place.FRONTEND_HTTP_REQUEST, frontend.rules().request(), section);
    }
    if (end != null) {
      return answered(frontend, null, end, request);
    }
    request.at(Place.SWITCHING);
    Backend backend = chosen(request, frontend, section);
    if (backend == null) {
      return new WalkOutcome(frontend.name(), "", List.of(), 503, "", steps, List.of());
    }
    request.enter(backend.name());
    if (backend.isSeparateFrom(frontend)) {
      section = "backend " + backend.name();
      end = run(request, Place.BACKEND_TCP_REQUEST_CONTENT, backend.rules().content(), section);
      if (end == null) {
        end = run(request, Place.BACKEND_HTTP_REQUEST, backend.rules().request(), section);
      }
      if (end != null) {
        return answered(frontend, backend, end, request);
      }
    }
    request.at(Place.SERVER_SELECTION);
    Server wanted = wanted(request, backend, section);
    List<String> servers = ServerOrder.of(backend, request, wanted);
    return new WalkOutcome(
        frontend.name(),
        backend.name(),
        servers,
        servers.isEmpty() ? 503 : 0,
        "",
        steps,
        servers.isEmpty() ? List.of() : head(request));
  }

  private Frontend frontend(AskedRequest asked, String name) {
    if (!name.isEmpty()) {
      Frontend named = frontends.get(name);
      if (named == null) {
        throw new IllegalArgumentException("there is no frontend '" + name + "'");
      }
      return named;
    }
    List<Frontend> http =
        frontends.values().stream()
            .filter(f -> f.definition().settings().get(Mode.MODE) == Mode.HTTP)
            .toList();
    List<Frontend> fitting = http.stream().filter(f -> fits(f.definition(), asked)).toList();
    List<Frontend> left = fitting.isEmpty() ? http : fitting;
    if (left.size() != 1) {
      throw new IllegalArgumentException(
          (left.isEmpty() ? "there is no frontend in mode http" : "several frontends fit")
              + left.stream()
                  .map(Frontend::name)
                  .collect(Collectors.joining(", ", left.isEmpty() ? "" : ": ", ""))
              + (left.isEmpty() ? "" : " (say which one by its name)"));
    }
    return left.getFirst();
  }

  private static boolean fits(ProxyDefinition proxy, AskedRequest asked) {
    for (BindDefinition bind : proxy.binds()) {
      if ((bind.tls() != null) == asked.isEncrypted()) {
        for (Endpoint endpoint : bind.endpoints()) {
          if (endpoint.toString().endsWith(":" + asked.port())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Runs rules; null where none of them ends the way. */
  private @Nullable Verdict run(
      ImaginaryRequest request, Place place, Ruleset rules, String section) {
    request.at(place);
    for (Rule rule : rules.rules()) {
      Condition condition = rule.condition();
      boolean applies = condition == null || condition.holds(request);
      List<String> reasons = condition == null ? List.of() : condition.reasons(request);
      if (!applies) {
        steps.add(new WalkStep(rule.position(), section, false, reasons, ""));
        continue;
      }
      Verdict verdict = rule.action().run(request);
      String result = described(verdict);
      steps.add(new WalkStep(rule.position(), section, true, reasons, result));
      if (verdict == Verdict.ACCEPT) {
        return null;
      }
      if (!result.isEmpty() && !(verdict instanceof Verdict.Pause)) {
        return verdict;
      }
    }
    return null;
  }

  private static String described(Verdict verdict) {
    return switch (verdict) {
      case Verdict.SwitchToHttp _,
          Verdict.Continue _,
          Verdict.Wait _,
          Verdict.AwaitBody _,
          Verdict.AwaitEvent _ ->
          "";
      case Verdict.Accept _ -> "the rest of these rules is skipped";
      case Verdict.Pause pause -> "waits for " + pause.millis() + " ms";
      case Verdict.Reject _, Verdict.SilentDrop _ -> "the connection is closed";
      case Verdict.RewriteFailed _ -> "fails: status 500";
      case Verdict.Deny deny -> "denied: status " + deny.status();
      case Verdict.Tarpit tarpit -> "held, then denied: status " + tarpit.status();
      case Verdict.Respond respond -> "answered: status " + respond.reply().status();
      case Verdict.Serve serve -> "answered by " + serve.service();
    };
  }

  private @Nullable Backend chosen(ImaginaryRequest request, Frontend frontend, String section) {
    for (SwitchingRule rule : frontend.rules().switching()) {
      Backend named = backends.get(name(rule, request));
      boolean applies = rule.applies(request);
      switchingStep(
          rule,
          request,
          section,
          applies,
          named == null ? "there is no such backend" : named.name());
      if (applies && named != null) {
        return named;
      }
    }
    String name = frontend.definition().settings().get(ProxyKeywords.DEFAULT_BACKEND);
    return backends.get(name.isEmpty() ? frontend.name() : name);
  }

  private @Nullable Server wanted(ImaginaryRequest request, Backend backend, String section) {
    for (SwitchingRule rule : backend.rules().useServer()) {
      boolean applies = rule.applies(request);
      switchingStep(rule, request, section, applies, name(rule, request));
      if (applies) {
        break;
      }
    }
    return backend.wantedServer(request, false);
  }

  private void switchingStep(
      SwitchingRule rule, ImaginaryRequest request, String section, boolean applies, String name) {
    Condition condition = rule.condition();
    SourcePosition position = rule.position();
    steps.add(
        new WalkStep(
            position,
            section,
            applies,
            condition == null ? List.of() : condition.reasons(request),
            applies ? name : ""));
  }

  private static String name(SwitchingRule rule, ImaginaryRequest request) {
    String name = rule.name();
    if (name != null) {
      return name;
    }
    ByteBuilder text = new ByteBuilder(request.sample().limit());
    rule.appendName(request, text);
    return text.toString();
  }

  private WalkOutcome answered(
      Frontend frontend, @Nullable Backend backend, Verdict verdict, ImaginaryRequest request) {
    int status =
        switch (verdict) {
          case Verdict.Deny deny -> deny.status();
          case Verdict.Tarpit tarpit -> tarpit.status();
          case Verdict.Respond respond -> respond.reply().status();
          case Verdict.RewriteFailed _ -> 500;
          case Verdict.Serve _ -> 200;
          default -> 0;
        };
    String location =
        verdict instanceof Verdict.Respond respond ? location(respond.reply(), request) : "";
    return new WalkOutcome(
        frontend.name(),
        backend == null ? "" : backend.name(),
        List.of(),
        status,
        location,
        steps,
        List.of());
  }

  private static String location(Reply reply, ImaginaryRequest request) {
    ByteBuilder bytes = new ByteBuilder(request.sample().limit());
    reply.write(request, bytes);
    ResponseHead head = new ResponseHead();
    ByteBuf message = Unpooled.wrappedBuffer(bytes.toByteArray());
    int line =
        head.parse(message) == ParseResult.COMPLETE ? head.find(HeaderName.LOCATION, -1) : -1;
    return line < 0 ? "" : head.text(head.valueStart(line), head.valueEnd(line));
  }

  private static List<String> head(ImaginaryRequest request) {
    ByteBuf out = Unpooled.buffer();
    request.request().writeTo(out);
    return out.toString(StandardCharsets.ISO_8859_1).strip().lines().toList();
  }
}
