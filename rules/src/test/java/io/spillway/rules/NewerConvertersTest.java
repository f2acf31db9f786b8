package io.spillway.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spillway.config.DirectiveException;
import io.spillway.rules.sample.ByteBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Converters, or what they do, that the manual has and HAProxy 2.6 has not. */
class NewerConvertersTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  @TempDir private Path directory;

  private String value(String expression) {
    RuleScope scope = new RuleScope(context(), "test", true, true);
    LogFormat format =
        new RuleParser(scope, Place.FRONTEND_HTTP_REQUEST)
            .logFormat(LogFormat.Use.HTTP, TestStream.words("<%[" + expression + "]>"));
    ByteBuilder out = new ByteBuilder(65536);
    format.append(TestStream.of(REQUEST), out);
    return out.toString();
  }

  private RuleContext context() {
    return new RuleContext(
        StandardRules.registry(),
        new RuleContext.Surroundings(() -> 0, Map.of(), "host", directory, 1));
  }

  @Test
  void arraysComeAsTheyAreWritten() {
    assertThat(value("str('{\"a\":[1,\"b\",{\"c\":2}]}'),json_query('$.a')"))
        .isEqualTo("<[1,\"b\",{\"c\":2}]>");
  }

  @Test
  void documentsThatAreTooDeepOrBrokenHaveNoValue() {
    assertThat(value("str(" + "[".repeat(5000) + "),json_query('$.a')")).isEqualTo("<>");
    assertThat(value("str('{\"b\"'),json_query('$.a')")).isEqualTo("<>");
    assertThat(value("str('{\"b\":'),json_query('$.a')")).isEqualTo("<>");
    assertThat(value("str('{\"b\":1,'),json_query('$.a')")).isEqualTo("<>");
    assertThat(value("str('[1,'),json_query('$[4]')")).isEqualTo("<>");
  }

  @Test
  void numbersBeyondAllCountingHaveNoValue() {
    assertThat(value("str('[12345678e2147483647]'),json_query('$[0]')")).isEqualTo("<>");
    assertThat(value("str('[12345678e2147483647]'),json_query('$[0]','int')")).isEqualTo("<>");
    assertThat(value("str('[1e99999999999]'),json_query('$[0]')")).isEqualTo("<>");
    assertThat(value("str('[1e-2147483647]'),json_query('$[0]','int')")).isEqualTo("<0>");
  }

  @Test
  void partsOfATokenAreDecodedWhole() {
    String token = base64("{\"alg\":\"HS256\"}") + "." + base64("{\"roles\":[1]}") + ".c2ln";
    assertThat(value("str(" + token + "),jwt_header_query")).isEqualTo("<{\"alg\":\"HS256\"}>");
    assertThat(value("str(" + token + "),jwt_payload_query('$.roles')")).isEqualTo("<[1]>");
  }

  @Test
  void whatIsEncryptedCanBeDecrypted() {
    String arguments = "128,bm9uY2UtMTJieXRl,MDEyMzQ1Njc4OWFiY2RlZg==";
    assertThat(
            value(
                "str(secret),aes_gcm_enc("
                    + arguments
                    + ",txn.tag),aes_gcm_dec("
                    + arguments
                    + ",txn.tag)"))
        .isEqualTo("<secret>");
    assertThat(
            value(
                "str(secret),aes_gcm_enc("
                    + arguments
                    + ",txn.tag,YWFk),aes_gcm_dec("
                    + arguments
                    + ",txn.tag,b3RoZXI=)"))
        .isEqualTo("<>");
    String vector = "128,MDEyMzQ1Njc4OWFiY2RlZg==,MDEyMzQ1Njc4OWFiY2RlZg==";
    assertThat(value("str(secret),aes_cbc_enc(" + vector + "),aes_cbc_dec(" + vector + ")"))
        .isEqualTo("<secret>");
  }

  @Test
  void signaturesWithPublicKeysAreVerified() throws Exception {
    verifies("RS256", "SHA256withRSA", rsa());
    verifies("ES256", "SHA256withECDSAinP1363Format", ellipticCurve());
  }

  private void verifies(String algorithm, String name, KeyPair keys) throws Exception {
    Files.writeString(
        directory.resolve("key.pem"),
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n");
    String signed = base64("{\"alg\":\"" + algorithm + "\"}") + "." + base64("{\"a\":1}");
    Signature signature = Signature.getInstance(name);
    signature.initSign(keys.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    String token = signed + "." + base64(signature.sign());
    String verify = ",jwt_verify(" + algorithm + ",key.pem)";
    assertThat(value("str(" + token + ")" + verify)).isEqualTo("<1>");
    assertThat(value("str(x" + token + ")" + verify)).isEqualTo("<0>");
  }

  @Test
  void aKeyThatCannotBeReadIsAnError() {
    assertThatThrownBy(() -> value("str(a.b.c),jwt_verify(RS256,nosuch.pem)"))
        .isInstanceOf(DirectiveException.class)
        .hasMessageContaining("nosuch.pem");
  }

  private static KeyPair rsa() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static KeyPair ellipticCurve() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
