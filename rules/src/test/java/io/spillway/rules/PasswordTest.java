package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordTest {
  private static final String SHA_256 = "$5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Hashes of "secret" that the system's crypt(3) and OpenSSL made. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.",
        SHA_256,
        "$5$rounds=1500$abcdefgh$qXUmNmbLEOn5YPWvewYoPCAAHp5vzLn73xcpCUC256C",
        "$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1",
        "abNANd1rDfiNc"
      })
  void acceptsThePasswordThatWasHashedAndNoOther(String hash) {
    Password password = Password.hashed(hash);
    assertThat(password).isNotNull();
    for (int repeated = 0; repeated < 2; repeated++) {
      assertThat(password.isEqual(bytes("secret"))).isTrue();
      assertThat(password.isEqual(bytes("secret2"))).isFalse();
      assertThat(password.isEqual(bytes(""))).isFalse();
    }
  }

  @Test
  void leavesTheGivenBytesAsTheyAre() {
    Password password = Password.hashed(SHA_256);
    byte[] given = bytes("secret");
    assertThat(password).isNotNull();
    assertThat(password.isEqual(given)).isTrue();
    assertThat(given).isEqualTo(bytes("secret"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret", "$2y$05$abc", "$y$j9T$abc$def", "$6$abcdefgh$short", "$6$"})
  void knowsNoOtherKindOfHash(String hash) {
    assertThat(Password.hashed(hash)).isNull();
  }
}
