package io.spillway.net.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.internal.tcnative.KeyLogCallback;
import io.netty.internal.tcnative.SSLContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The secrets of handshakes, by which captured traffic can be read (configuration manual, {@code
 * tune.ssl.keylog}). The library tells them line by line, as they stand in files of {@code
 * SSLKEYLOGFILE}; they are kept until the handshake's session takes them. Thread-safe.
 */
final class KeyLog implements KeyLogCallback {
  /** Handshakes that fail leave theirs behind. */
  private static final int MOST_HANDSHAKES = 16_384;

  private static final KeyLog SHARED = new KeyLog();

  private final Map<Long, Secrets> byPointer =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Secrets> eldest) {
          return size() > MOST_HANDSHAKES;
        }
      };

  /** Of one handshake, which its client's random bytes tell from another at the same place. */
  private record Secrets(String clientRandom, Map<String, String> byLabel) {}

  private KeyLog() {}

  /** Keeps the secrets of {@code context}'s handshakes; false where its library tells none. */
  static boolean keep(SslContext context) {
    if (!(context instanceof ReferenceCountedOpenSslContext open)) {
      return false;
    }
    try {
      // Netty gives only the pointer of OpenSSL's own context away, not that of its binding's.
      VarHandle pointer =
          MethodHandles.privateLookupIn(
                  ReferenceCountedOpenSslContext.class, MethodHandles.lookup())
              .findVarHandle(ReferenceCountedOpenSslContext.class, "ctx", long.class);
      return SSLContext.setKeyLogCallback((long) pointer.get(open), SHARED);
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** Gives the secrets of a handshake away, by their labels; empty where there are none. */
  static Map<String, String> take(long pointer) {
    synchronized (SHARED) {
      Secrets kept = SHARED.byPointer.remove(pointer);
      return kept == null ? Map.of() : Map.copyOf(kept.byLabel());
    }
  }

  @Override
  public synchronized void handle(long pointer, byte[] line) {
    String[] words = new String(line, StandardCharsets.US_ASCII).strip().split(" ");
    if (words.length == 3) {
      Secrets kept = byPointer.get(pointer);
      if (kept == null || !kept.clientRandom().equals(words[1])) {
        kept = new Secrets(words[1], new HashMap<>());
        byPointer.remove(pointer);
        byPointer.put(pointer, kept);
      }
      kept.byLabel().put(words[0], words[2]);
    }
  }
}
