package io.spillway.proxy.definition;

import io.spillway.config.Arguments;
import io.spillway.config.Directive;
import io.spillway.config.Keyword;
import io.spillway.config.Section;
import io.spillway.config.Setting;
import io.spillway.config.Word;
import io.spillway.http.ErrorPage;
import io.spillway.http.ErrorPages;
import io.spillway.http.InvalidErrorFileException;
import io.spillway.rules.Place;
import io.spillway.rules.Reply;
import io.spillway.rules.RuleParser;
import io.spillway.rules.RuleSyntaxException;
import io.spillway.rules.action.Answers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a proxy answers with where no server does: {@code errorfile}, {@code errorfiles}, {@code
 * errorloc}, {@code http-error} and the {@code http-errors} section (configuration manual, chapters
 * 3.8 and 4.2).
 */
public final class ErrorFiles {
  /** The pages by status; the standard ones where there is none. */
  public static final Setting<Map<Integer, ErrorPage>> PAGES =
      Setting.inherited("errorfile", Map.of());

  /** The answers of {@code http-error} by status; they come before the pages. */
  public static final Setting<Map<Integer, Reply>> REPLIES =
      Setting.inherited("http-error", Map.of());

  /** The sections that {@code errorfiles} names, resolved into {@link #PAGES} at the end. */
  private static final Setting<List<Reference>> REFERENCES =
      Setting.inherited("errorfiles", List.of());

  private record Reference(String section, List<Integer> statuses, Arguments arguments) {}

  private ErrorFiles() {}

  static List<Keyword<ProxySection>> keywords() {
    return List.of(
        Keyword.works(
            "errorfile",
            (section, arguments) -> {
              Map.Entry<Integer, ErrorPage> page = readFile(section.loading(), arguments);
              setPage(section, page.getKey(), page.getValue(), arguments);
            }),
        Keyword.works("http-error", ErrorFiles::readError),
        Keyword.works("errorfiles", ErrorFiles::readReference),
        location("errorloc", "302 Found"),
        location("errorloc302", "302 Found"),
        location("errorloc303", "303 See Other"));
  }

  private static <T> Map<Integer, T> with(Map<Integer, T> answers, int status, T answer) {
    Map<Integer, T> all = new HashMap<>(answers);
    all.put(status, answer);
    return Map.copyOf(all);
  }

  /** Sets a page; the line written last holds, of whatever keyword. */
  private static void setPage(
      ProxySection section, int status, ErrorPage page, Arguments arguments) {
    section.update(PAGES, pages -> with(pages, status, page), arguments);
    if (section.settings().get(REPLIES).containsKey(status)) {
      Map<Integer, Reply> others = new HashMap<>(section.settings().get(REPLIES));
      others.remove(status);
      section.set(REPLIES, Map.copyOf(others), arguments);
    }
  }

  private static void readError(ProxySection section, Arguments arguments) {
    Place[] places = {
      Place.FRONTEND_HTTP_REQUEST, Place.FRONTEND_HTTP_RESPONSE, Place.BACKEND_HTTP_RESPONSE
    };
    try {
      Reply reply = Answers.forError(arguments, new RuleParser(section.rules(), places));
      int status = reply.status();
      if (ErrorPages.standard(status) == null) {
        throw arguments.error("http-error: status code '" + status + "' not handled.");
      }
      section.update(REPLIES, replies -> with(replies, status, reply), arguments);
    } catch (RuleSyntaxException e) {
      throw arguments.error("http-error : " + e.getMessage() + ".");
    }
  }

  private static Map.Entry<Integer, ErrorPage> readFile(Loading loading, Arguments arguments) {
    if (arguments.directive().words().size() < 3) {
      throw arguments.error("errorfile : expects <status_code> and <file> as arguments.");
    }
    int status = status(arguments.word("a status"), arguments);
    Word file = arguments.word("a file");
    arguments.end();
    byte[] bytes;
    try {
      bytes = loading.rules().bytes(file.unicode());
    } catch (RuleSyntaxException e) {
      throw arguments.error(file, "errorfile : error opening file '" + file + "'.");
    }
    try {
      return Map.entry(status, ErrorPage.parse(bytes, loading.rules().bufferSize()));
    } catch (InvalidErrorFileException e) {
      throw arguments.error(
          file, "errorfile : '" + file + "' is invalid HTTP : " + e.getMessage() + ".");
    }
  }

  private static int status(Word word, Arguments arguments) {
    try {
      int status = Integer.parseInt(word.text());
      if (ErrorPages.standard(status) != null) {
        return status;
      }
    } catch (NumberFormatException e) {
      // the message below says what was expected
    }
    throw arguments.error(
        word, "'" + arguments.keyword() + "' : status code '" + word + "' not handled.");
  }

  private static Keyword<ProxySection> location(String keyword, String answer) {
    return Keyword.works(
        keyword,
        (section, arguments) -> {
          if (arguments.directive().words().size() < 3) {
            throw arguments.error(keyword + " : expects <status_code> and <url> as arguments.");
          }
          int status = status(arguments.word("a status"), arguments);
          String url = arguments.text("an url");
          arguments.end();
          String message =
              "HTTP/1.1 "
                  + answer
                  + "\r\nCache-Control: no-cache\r\nContent-length: 0\r\nLocation: "
                  + url
                  + "\r\n\r\n";
          byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
          try {
            ErrorPage page = ErrorPage.parse(bytes, section.loading().rules().bufferSize());
            setPage(section, status, page, arguments);
          } catch (InvalidErrorFileException e) {
            throw arguments.error(
                keyword + " : '" + url + "' cannot stand in a header : " + e.getMessage() + ".");
          }
        });
  }

  private static void readReference(ProxySection section, Arguments arguments) {
    String name = arguments.text("<name> as argument");
    List<Integer> statuses = new ArrayList<>();
    while (arguments.hasNext()) {
      statuses.add(status(arguments.word("a status"), arguments));
    }
    Reference reference = new Reference(name, List.copyOf(statuses), arguments);
    section.append(REFERENCES, reference, arguments);
  }

  /** Reads an {@code http-errors} section into {@code groups}. */
  static void readSection(
      Section section, Map<String, Map<Integer, ErrorPage>> groups, Loading loading) {
    if (section.header().size() < 2) {
      loading.diagnostics().alert(section.position(), "'http-errors' expects <name> as arguments.");
      return;
    }
    Map<Integer, ErrorPage> pages =
        groups.computeIfAbsent(section.header().get(1).text(), name -> new HashMap<>());
    for (Directive directive : section.directives()) {
      Arguments arguments = Arguments.of(directive, loading.diagnostics());
      io.spillway.config.KeywordTable.guarded(
          loading.diagnostics(),
          () -> {
            Word keyword = arguments.word("a keyword");
            if (!keyword.text().equals("errorfile")) {
              throw arguments.error(
                  keyword, "unknown keyword '" + keyword + "' in 'http-errors' section");
            }
            Map.Entry<Integer, ErrorPage> page = readFile(loading, arguments);
            pages.put(page.getKey(), page.getValue());
          });
    }
  }

  /** Resolves {@code errorfiles}. To be called once a section, when all files are read. */
  static void finish(ProxySection section, Map<String, Map<Integer, ErrorPage>> groups) {
    List<Reference> references = section.settings().get(REFERENCES);
    if (references.isEmpty()) {
      return;
    }
    Map<Integer, ErrorPage> all = new HashMap<>();
    for (Reference reference : references) {
      Map<Integer, ErrorPage> group = groups.get(reference.section());
      if (group == null) {
        reference
            .arguments()
            .diagnostics()
            .alert(
                reference.arguments().position(),
                "proxy '"
                    + section.name()
                    + "': unable to find the http-errors section '"
                    + reference.section()
                    + "'.");
        continue;
      }
      group.forEach(
          (status, page) -> {
            if (reference.statuses().isEmpty() || reference.statuses().contains(status)) {
              all.put(status, page);
            }
          });
    }
    all.putAll(section.settings().get(PAGES));
    section.copy(REFERENCES, PAGES, Map.copyOf(all));
  }
}
