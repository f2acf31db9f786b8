package io.spillway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard as Chromium shows it, and as it is used. */
class DashboardInABrowserProgramTest {
  private static final String FIRST =
      "[...document.querySelectorAll('.server')]"
          + ".find((one) => one.textContent.includes('first'))";

  @TempDir private Path directory;
  private Watched watched;
  private Browser browser;

  @BeforeEach
  void start() throws Exception {
    watched = new Watched(directory, "");
    watched.launched().await(() -> watched.is("first", "up") && watched.is("second", "up"));
    browser = new Browser(directory, 1400, 1000);
  }

  @AfterEach
  void stop() throws Exception {
    browser.close();
    watched.close();
  }

  private void openAs(String user) {
    browser.send("Authorization", Watched.authorization(user));
    browser.open(watched.page());
    browser.await("document.querySelectorAll('.server').length === 3");
  }

  @Test
  void everythingIsShownAndTheBrowserHasNothingToComplainOf() {
    openAs("victor");
    assertThat(browser.text("#frontends")).contains("web", "operators", "open", "● open");
    assertThat(browser.text("#backends")).contains("shop", "3 of 3 usable", "Tier 1 · in use");
    assertThat(browser.text("#backends")).contains("Tier 2", "Backup", "● first", "○ spare");
    assertThat(browser.text("#who")).isEqualTo("victor (user)");
    assertThat(browser.text("#connection")).isEqualTo("Live");
    assertThat(browser.evaluate("document.querySelector('#instances a').href").asString())
        .isEqualTo("https://lb2.example/dashboard/");
    browser.await("document.querySelectorAll('#links path').length === 1");
    browser.await("document.querySelectorAll('#plots figure, #plots p').length > 0");
    assertThat(browser.complaints).isEmpty();
  }

  @Test
  void aFailureIsFollowedWithItsReasonAndToldToScreenReaders() {
    openAs("victor");
    watched.stopFirst();
    browser.await(FIRST + ".dataset.condition === 'down'");
    browser.await(FIRST + ".innerText.includes('Connection refused')");
    assertThat(browser.evaluate(FIRST + ".innerText").asString()).contains("✕ first", "down");
    browser.await("document.querySelector('#backends').innerText.includes('Tier 2 · in use')");
    browser.await("document.querySelector('#timeline').innerText.includes('shop/first is DOWN')");
    browser.await("document.querySelector('#news').textContent.includes('shop/first is DOWN')");
    assertThat(browser.accessible())
        .anyMatch(node -> node.startsWith("button ") && node.contains("first down"))
        .contains("heading Frontends, backends and servers", "heading Events");
    assertThat(browser.complaints).isEmpty();
  }

  @Test
  void anAdministratorDrainsAServerByTheKeyboard() throws Exception {
    openAs("alice");
    browser.evaluate(FIRST + ".focus()");
    browser.press("Enter");
    browser.await("document.getElementById('server').open");
    assertThat(browser.text("#server-name")).isEqualTo("shop/first");
    browser.evaluate("document.querySelector('[data-state=drain]').focus()");
    browser.press("Enter");
    browser.await(FIRST + ".dataset.condition === 'drain'");
    assertThat(browser.text("#server .outcome")).isEqualTo("Done.");
    browser.press("Escape");
    browser.await("!document.getElementById('server').open");
    assertThat(watched.is("first", "drain")).isTrue();

    browser.evaluate(FIRST + ".focus()");
    browser.press("Enter");
    browser.click("[data-state=maint]");
    browser.await("document.getElementById('confirm').open");
    assertThat(browser.text("#confirm-title")).isEqualTo("Put shop/first into maintenance?");
    assertThat(watched.is("first", "drain")).isTrue();
    browser.click("#confirm-do");
    browser.await(FIRST + ".dataset.condition === 'maint'");
    assertThat(browser.complaints).isEmpty();
  }

  @Test
  void whoMayOnlyLookHasNoControls() {
    openAs("victor");
    browser.evaluate(FIRST + ".click()");
    browser.await("document.getElementById('server').open");
    assertThat(browser.evaluate("document.getElementById('server-controls').hidden").asBoolean())
        .isTrue();
    assertThat(browser.text("#server-facts")).contains("Layer4 check passed", "Weight", "1 (con");
  }

  @Test
  void aPageOfAnotherSiteCannotDoAnythingWithThePasswordOfItsVisitor() throws Exception {
    AtomicInteger visits = new AtomicInteger();
    HttpServer evil =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.9"), 0), 16);
    evil.createContext(
        "/",
        exchange -> {
          visits.incrementAndGet();
          byte[] page =
              """
              <!DOCTYPE html><form method="post" action="%sact">
              <input name="action" value="server-state"><input name="backend" value="shop">
              <input name="server" value="first"><input name="value" value="maint"></form>
              """
                  .formatted(watched.page())
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("content-type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    evil.start();
    try {
      // The browser sends the password with every request, as it does once somebody has given it.
      browser.send("Authorization", Watched.authorization("alice"));
      browser.open(java.net.URI.create("http://127.0.0.9:" + evil.getAddress().getPort() + "/"));
      browser.await("document.forms.length === 1");
      browser.evaluate("document.forms[0].submit()");
      browser.await("document.body && document.body.innerText.includes('\"done\":false')");
      assertThat(browser.text("body")).contains("did not come from the dashboard");
      assertThat(visits).hasPositiveValue();
      assertThat(watched.is("first", "up")).isTrue();
      watched.launched().awaitOutput("alice from 127.0.0.1 was refused");
    } finally {
      evil.stop(0);
    }
  }

  @Test
  void itFitsAPhoneAndFollowsTheSystemsColours() {
    browser.resize(390, 844);
    browser.prefer("dark");
    openAs("victor");
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(390);
    assertThat(background()).isEqualTo("rgb(13, 17, 23)");
    browser.prefer("light");
    browser.await("getComputedStyle(document.body).backgroundColor === 'rgb(246, 248, 250)'");
    browser.evaluate(
        "const theme = document.getElementById('theme'); theme.value = 'dark';"
            + " theme.dispatchEvent(new Event('change'))");
    assertThat(background()).isEqualTo("rgb(13, 17, 23)");
  }

  private String background() {
    return browser.evaluate("getComputedStyle(document.body).backgroundColor").asString();
  }

  @Test
  void anOperatorFollowsRequestsAndFindsSomeOfThem() throws Exception {
    openAs("olga");
    browser.click("#requests-follow");
    browser.await(
        "performance.getEntriesByType('resource').some((e) => e.name.includes('requests.json'))");
    watched.request();
    browser.await("document.querySelectorAll('#requests-list tr').length > 0");
    assertThat(browser.text("#requests-list")).contains("GET /", "web → shop → first", "200");
    browser.evaluate(
        "const only = document.getElementById('requests-search'); only.value = 'nosuch';"
            + " only.dispatchEvent(new Event('input'))");
    browser.await("document.querySelectorAll('#requests-list tr').length === 0");
    assertThat(browser.complaints).isEmpty();
  }

  @Test
  void aServerIsFoundByItsName() {
    openAs("victor");
    browser.evaluate(
        "const box = document.getElementById('search'); box.value = 'spare';"
            + " box.dispatchEvent(new Event('input'))");
    browser.await("document.querySelectorAll('.server').length === 1");
    assertThat(browser.text("#backends")).contains("spare").doesNotContain("first");
    assertThat(browser.text("#frontends")).contains("web").doesNotContain("operators");
  }
}
