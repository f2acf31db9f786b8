package io.spillway.facility.provider.route53;

import com.sun.net.httpserver.HttpExchange;
import io.spillway.facility.provider.StandIn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Route 53 with one hosted zone, as the reference of its API 2013-04-01 describes it. */
final class Route53StandIn extends StandIn {
  static final String ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE";
  static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

  private static final String NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";
  private static final String ROOT = "/2013-04-01/";
  private static final Pattern CHANGES = Pattern.compile("/2013-04-01/change/(C[0-9]+)");

  /** A record set. */
  record Set53(
      String name,
      String type,
      String id,
      String failover,
      String check,
      String ttl,
      List<String> values) {
    String text() {
      return type
          + " "
          + ttl
          + " "
          + String.join(",", values)
          + (failover.isEmpty() ? "" : " " + failover + (check.isEmpty() ? "" : " checked"));
    }
  }

  private final List<Set53> sets = new ArrayList<>();
  private final Map<String, String> checks = new TreeMap<>();
  private final Map<String, Integer> pending = new TreeMap<>();
  private int nextId = 1;

  Route53StandIn() throws IOException {}

  /** Adds a record set as an operator would. */
  synchronized void add(String type, String ttl, String identifier, String... values) {
    sets.add(new Set53("www.example.com.", type, identifier, "", "", ttl, List.of(values)));
  }

  /** The record sets of www.example.com, sorted. */
  synchronized List<String> sets() {
    return sets.stream().map(Set53::text).sorted().toList();
  }

  /** The configurations of the health checks. */
  synchronized List<String> checks() {
    return List.copyOf(checks.values());
  }

  @Override
  protected Answer answer(HttpExchange exchange, String body) throws Exception {
    String method = exchange.getRequestMethod();
    String problem =
        SignatureVerifier.problem(
            method,
            exchange.getRequestURI(),
            exchange.getRequestHeaders(),
            body,
            ACCESS_KEY,
            SECRET_KEY);
    if (problem != null) {
      return error(403, "SignatureDoesNotMatch", problem);
    }
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    String path = exchange.getRequestURI().getPath();
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    if (method.equals("GET") && path.equals(ROOT + "hostedzonesbyname")) {
      return zones(query);
    }
    if (method.equals("GET") && path.equals(ROOT + "hostedzone/Z1/rrset")) {
      return list(query);
    }
    if (method.equals("POST") && path.replaceAll("/$", "").equals(ROOT + "hostedzone/Z1/rrset")) {
      return change(parse(body, "ChangeResourceRecordSetsRequest"));
    }
    Matcher change = CHANGES.matcher(path);
    if (method.equals("GET") && change.matches()) {
      return new Answer(200, document("GetChangeResponse", changeInfo(change.group(1))));
    }
    if (path.equals(ROOT + "healthcheck")) {
      return method.equals("POST")
          ? createCheck(parse(body, "CreateHealthCheckRequest"))
          : listChecks();
    }
    return violation(404, "no such operation: " + method + " " + path);
  }

  private static Answer zones(String query) {
    boolean here = query.contains("dnsname=example.com.");
    return new Answer(
        200,
        document(
            "ListHostedZonesByNameResponse",
            "<HostedZones>"
                + (here
                    ? "<HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name>"
                        + "<CallerReference>r</CallerReference>"
                        + "<Config><PrivateZone>false</PrivateZone></Config></HostedZone>"
                    : "")
                + "</HostedZones><IsTruncated>false</IsTruncated><MaxItems>10</MaxItems>"));
  }

  private Answer list(String query) {
    Matcher matcher =
        Pattern.compile(
                "maxitems=100&name=(.*)&type=(A|AAAA|TXT)"
                    + "|name=(.*)&type=(A|AAAA|TXT)&maxitems=100")
            .matcher(query);
    if (!matcher.matches()) {
      return violation(400, "unexpected query " + query);
    }
    String type = matcher.group(2) == null ? matcher.group(4) : matcher.group(2);
    StringBuilder xml = new StringBuilder("<ResourceRecordSets>");
    // From the asked name and type on, so others may follow.
    sets.stream().filter(s -> s.type().compareTo(type) >= 0).forEach(s -> xml.append(text(s)));
    xml.append("</ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems>");
    return new Answer(200, document("ListResourceRecordSetsResponse", xml.toString()));
  }

  private static String text(Set53 set) {
    StringBuilder xml = new StringBuilder("<ResourceRecordSet>");
    element(xml, "Name", set.name());
    element(xml, "Type", set.type());
    element(xml, "SetIdentifier", set.id());
    element(xml, "Failover", set.failover());
    element(xml, "TTL", set.ttl());
    xml.append("<ResourceRecords>");
    set.values()
        .forEach(v -> xml.append("<ResourceRecord><Value>" + v + "</Value></ResourceRecord>"));
    xml.append("</ResourceRecords>");
    element(xml, "HealthCheckId", set.check());
    return xml.append("</ResourceRecordSet>").toString();
  }

  private static void element(StringBuilder xml, String name, String text) {
    if (!text.isEmpty()) {
      xml.append('<').append(name).append('>').append(text).append("</").append(name).append('>');
    }
  }

  private Answer change(Element request) {
    List<Set53> after = new ArrayList<>(sets);
    for (Element change : children(child(child(request, "ChangeBatch"), "Changes"))) {
      String action = text(change, "Action");
      Set53 set = set(child(change, "ResourceRecordSet"));
      boolean isKnown =
          set.type().equals("TXT")
              ? set.name().equals("_acme-challenge.www.example.com.")
                  && set.values().stream().allMatch(v -> v.matches("\"[^\"]+\""))
              : set.name().equals("www.example.com.");
      if (!isKnown || set.values().isEmpty() || set.ttl().isEmpty()) {
        return violation(400, "unexpected set " + set);
      }
      if (!set.check().isEmpty() && !checks.containsKey(set.check())) {
        return invalid("no health check " + set.check());
      }
      if (action.equals("DELETE")) {
        if (!after.remove(set)) {
          return invalid("the values provided do not match the current values: " + set);
        }
      } else if (action.equals("CREATE")) {
        boolean taken =
            after.stream()
                .anyMatch(
                    s ->
                        s.type().equals(set.type())
                            && (s.id().equals(set.id()) || s.id().isEmpty() || set.id().isEmpty()));
        if (taken) {
          return invalid("it already exists: " + set);
        }
        after.add(set);
      } else {
        return violation(400, "unexpected action " + action);
      }
    }
    sets.clear();
    sets.addAll(after);
    String id = "C" + nextId++;
    pending.put(id, 2);
    return new Answer(200, document("ChangeResourceRecordSetsResponse", changeInfo(id)));
  }

  private String changeInfo(String id) {
    int left = pending.merge(id, -1, Integer::sum);
    return "<ChangeInfo><Id>/change/"
        + id
        + "</Id><Status>"
        + (left > 0 ? "PENDING" : "INSYNC")
        + "</Status><SubmittedAt>2026-01-01T00:00:00.000Z</SubmittedAt></ChangeInfo>";
  }

  private static Set53 set(Element set) {
    List<String> values = new ArrayList<>();
    for (Element record : children(child(set, "ResourceRecords"))) {
      values.add(text(record, "Value"));
    }
    return new Set53(
        text(set, "Name"),
        text(set, "Type"),
        text(set, "SetIdentifier"),
        text(set, "Failover"),
        text(set, "HealthCheckId"),
        text(set, "TTL"),
        values);
  }

  private Answer createCheck(Element request) {
    if (text(request, "CallerReference").isEmpty()) {
      return violation(400, "no caller reference");
    }
    Element config = child(request, "HealthCheckConfig");
    StringBuilder xml = new StringBuilder();
    for (Element field : children(config)) {
      element(xml, field.getLocalName(), field.getTextContent());
    }
    if (!Set.of("10", "30").contains(text(config, "RequestInterval"))) {
      return violation(400, "request interval");
    }
    String id = "check-" + nextId++;
    checks.put(id, xml.toString());
    return new Answer(201, document("CreateHealthCheckResponse", shown(id)));
  }

  private String shown(String id) {
    return "<HealthCheck><Id>"
        + id
        + "</Id><CallerReference>r</CallerReference><HealthCheckConfig>"
        + checks.get(id)
        + "</HealthCheckConfig><HealthCheckVersion>1</HealthCheckVersion></HealthCheck>";
  }

  private Answer listChecks() {
    StringBuilder xml = new StringBuilder("<HealthChecks>");
    checks.keySet().forEach(id -> xml.append(shown(id)));
    xml.append("</HealthChecks><IsTruncated>false</IsTruncated><Marker></Marker>");
    xml.append("<MaxItems>100</MaxItems>");
    return new Answer(200, document("ListHealthChecksResponse", xml.toString()));
  }

  private static Answer invalid(String message) {
    return error(400, "InvalidChangeBatch", message);
  }

  private static Answer error(int status, String code, String message) {
    return new Answer(
        status,
        document(
            "ErrorResponse",
            "<Error><Type>Sender</Type><Code>"
                + code
                + "</Code><Message>"
                + message.replaceAll("[<>&]", "")
                + "</Message></Error><RequestId>1</RequestId>"));
  }

  private static String document(String root, String content) {
    return "<?xml version=\"1.0\"?><"
        + root
        + " xmlns=\""
        + NAMESPACE
        + "\">"
        + content
        + "</"
        + root
        + ">";
  }

  private static Element parse(String body, String root) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    Element element =
        factory
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    if (!element.getLocalName().equals(root) || !NAMESPACE.equals(element.getNamespaceURI())) {
      throw new IllegalArgumentException("no " + root + ": " + body);
    }
    return element;
  }

  private static List<Element> children(Element parent) {
    List<Element> children = new ArrayList<>();
    for (Node n = parent.getFirstChild(); n != null; n = n.getNextSibling()) {
      if (n instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  private static Element child(Element parent, String name) {
    return children(parent).stream()
        .filter(e -> e.getLocalName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + name));
  }

  private static String text(Element parent, String name) {
    return children(parent).stream()
        .filter(e -> e.getLocalName().equals(name))
        .map(Node::getTextContent)
        .findFirst()
        .orElse("");
  }
}
