package io.spillway.proxy.balance;

import static io.spillway.proxy.balance.Duel.get;

import io.spillway.rules.hash.HashFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The algorithms with a key find HAProxy's servers. */
class HashOrderTest {
  private static final String[] SERVERS = {"a weight 3", "b", "c weight 10", "d weight 2"};
  private static final ServerKey ID = ServerKey.ID;

  private static List<String> uris(int count) {
    Random random = new Random(3);
    List<String> uris = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder uri = new StringBuilder();
      for (int depth = random.nextInt(4); depth >= 0; depth--) {
        uri.append('/').append(Integer.toString(random.nextInt(1 << 20), 36));
      }
      if (random.nextBoolean()) {
        uri.append("?user=").append(random.nextInt(1000)).append("&x=/y/").append(i);
      }
      uris.add(uri.toString());
    }
    return uris;
  }

  @ParameterizedTest
  @EnumSource(value = HashFunction.class, mode = Mode.EXCLUDE, names = "NONE")
  void mapPlacesEveryFunctionsHashes(HashFunction function) throws Exception {
    for (boolean isAvalanched : new boolean[] {false, true}) {
      HashType type = HashType.DEFAULT.with(function, isAvalanched);
      String line =
          "balance uri whole\nhash-type map-based "
              + function.word()
              + (isAvalanched ? " avalanche" : "");
      try (Duel duel = new Duel(line, Algorithm.uri(true, false, 0, 0, type, ID), SERVERS)) {
        duel.agreeOn(uris(150));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = HashFunction.class, mode = Mode.EXCLUDE, names = "NONE")
  void ringPlacesEveryFunctionsHashes(HashFunction function) throws Exception {
    for (boolean isAvalanched : new boolean[] {false, true}) {
      HashType type = HashType.CONSISTENT.with(function, isAvalanched);
      String line =
          "balance uri whole\nhash-type consistent "
              + function.word()
              + (isAvalanched ? " avalanche" : "");
      try (Duel duel = new Duel(line, Algorithm.uri(true, false, 0, 0, type, ID), SERVERS)) {
        duel.agreeOn(uris(150));
      }
    }
  }

  @Test
  void anUnnamedConsistentFunctionIsAvalanchedSdbm() throws Exception {
    HashType type = HashType.CONSISTENT;
    try (Duel duel =
        new Duel(
            "balance uri\nhash-type consistent",
            Algorithm.uri(false, false, 0, 0, type, ID),
            SERVERS)) {
      duel.agreeOn(uris(200));
    }
  }

  @Test
  void ringMovesStreamsAsHaproxyWhenServersComeAndGo() throws Exception {
    try (Duel duel =
        new Duel(
            "balance uri\nhash-type consistent",
            Algorithm.uri(false, false, 0, 0, HashType.CONSISTENT, ID),
            "a id 7",
            "b id 12 weight 4",
            "c",
            "d weight 20")) {
      List<String> uris = uris(80);
      duel.agreeOn(uris);
      duel.disable("b");
      duel.agreeOn(uris);
      duel.weight("d", 3);
      duel.agreeOn(uris);
      duel.enable("b");
      duel.weight("a", 50);
      duel.agreeOn(uris);
      duel.drain("c");
      duel.agreeOn(uris);
    }
  }

  @Test
  void ringWithABalanceFactorSparesLoadedServers() throws Exception {
    HashType type = HashType.CONSISTENT.withBalanceFactor(125);
    try (Duel duel =
        new Duel(
            "balance uri\nhash-type consistent\nhash-balance-factor 125",
            Algorithm.uri(false, false, 0, 0, type, ID),
            "a",
            "b weight 2",
            "c")) {
      List<String> held = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        held.add(duel.hold());
        duel.agreeOn(uris(10));
      }
      for (String uri : held) {
        duel.finish(uri);
        duel.agreeOn(uris(5));
      }
    }
  }

  @Test
  void uriIsCutAsItsOptionsSay() throws Exception {
    HashType type = HashType.DEFAULT;
    Object[][] options = {
      {"", false, false, 0, 0},
      {" depth 1", false, false, 0, 1},
      {" depth 2 len 9", false, false, 9, 2},
      {" len 4", false, false, 4, 0},
      {" whole depth 3", true, false, 0, 3},
      {" path-only", false, true, 0, 0}
    };
    for (Object[] option : options) {
      Algorithm algorithm =
          Algorithm.uri(
              (boolean) option[1], (boolean) option[2], (int) option[3], (int) option[4], type, ID);
      try (Duel duel = new Duel("balance uri" + option[0], algorithm, SERVERS)) {
        duel.agreeOn(uris(60));
        duel.agreeOn(get("http://x/a/b/c?d", ""), get("http://x", ""));
      }
    }
  }

  @Test
  void sourceIsHashedByItsWords() throws Exception {
    for (boolean isConsistent : new boolean[] {false, true}) {
      HashType type = isConsistent ? HashType.CONSISTENT : HashType.DEFAULT;
      String line = "balance source" + (isConsistent ? "\nhash-type consistent" : "");
      try (Duel duel = new Duel(line, Algorithm.source(type, ID), SERVERS)) {
        Random random = new Random(5);
        List<String> requests = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
          String address =
              i % 3 == 0
                  ? "2001:db8::" + Integer.toHexString(random.nextInt(65536)) + ":" + i
                  : "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + i;
          requests.add(get("/", "x-source: " + address + "\r\n"));
        }
        duel.agreeOn(requests.toArray(String[]::new));
      }
    }
  }

  @Test
  void streamsWithoutAKeyTakeTurns() throws Exception {
    for (boolean isConsistent : new boolean[] {false, true}) {
      HashType type = isConsistent ? HashType.CONSISTENT : HashType.DEFAULT;
      String line = "balance hdr(x-key)" + (isConsistent ? "\nhash-type consistent" : "");
      try (Duel duel = new Duel(line, Algorithm.header("x-key", false, type, ID), SERVERS)) {
        duel.agree(40);
        duel.disable("c");
        duel.agree(20);
        duel.enable("c");
        duel.agree(40);
      }
    }
  }

  @Test
  void urlParameterIsFoundInTheQuery() throws Exception {
    try (Duel duel =
        new Duel(
            "balance url_param user",
            Algorithm.urlParameter("user", false, HashType.DEFAULT, ID),
            SERVERS)) {
      duel.agreeOn(uris(80));
      duel.agreeOn(
          get("/?user=", ""),
          get("/?user", ""),
          get("/?a&user=1", ""),
          get("/?xuser=1", ""),
          get("/?user=a;b=c", ""),
          get("/x?y=z&&user=%20", ""),
          get("/x?user=one&user=two", ""));
    }
  }

  @Test
  void urlParameterIsFoundInAPostedForm() throws Exception {
    try (Duel duel =
        new Duel(
            "balance url_param user check_post\noption http-buffer-request",
            Algorithm.urlParameter("user", true, HashType.DEFAULT, ID),
            SERVERS)) {
      List<String> requests = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        requests.add(post("a=b&user=" + i * 7919));
        requests.add(post("user=" + i + "&a=b"));
        requests.add(post("nothing=" + i));
      }
      duel.agreeOn(requests.toArray(String[]::new));
    }
  }

  private static String post(String body) {
    return "POST /form HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Test
  void headerIsHashedByItsFirstValue() throws Exception {
    try (Duel duel =
        new Duel(
            "balance hdr(X-Key)",
            Algorithm.header("X-Key", false, HashType.DEFAULT, ID),
            SERVERS)) {
      List<String> requests = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        requests.add(get("/", "x-key: value" + i * 31 + "\r\n"));
      }
      requests.add(get("/", "x-key: one , two\r\nX-Key: three\r\n"));
      requests.add(get("/", "x-key:\r\n"));
      requests.add(get("/", "x-key: ,a\r\n"));
      requests.add(get("/", "x-key: a,b\r\n"));
      duel.agreeOn(requests.toArray(String[]::new));
    }
  }

  @Test
  void headerMayBeHashedByItsDomainOnly() throws Exception {
    try (Duel duel =
        new Duel(
            "balance hdr(X-Key) use_domain_only",
            Algorithm.header("X-Key", true, HashType.DEFAULT, ID),
            SERVERS)) {
      List<String> requests = new ArrayList<>();
      for (String host :
          new String[] {
            "www.example.com", "example.com", "example", "a.b.c.d.org", ".com", "x.", "a..b", "."
          }) {
        for (int i = 0; i < 4; i++) {
          requests.add(get("/", "x-key: " + host.replace("e", "e" + i) + "\r\n"));
        }
      }
      duel.agreeOn(requests.toArray(String[]::new));
    }
  }
}
