package io.spillway.proxy.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class MessagesTest {
  private static final Name NAME = name("app.test.");
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.1");

  private static Name name(String text) {
    return Question.of(text, Question.Kind.IPV4).toName();
  }

  private static Message answer(int type, Record... records) {
    Message message = new Message(7);
    message.getHeader().setFlag(Flags.QR);
    message.addRecord(Record.newRecord(NAME, type, DClass.IN), Section.QUESTION);
    for (Record record : records) {
      message.addRecord(record, Section.ANSWER);
    }
    return message;
  }

  private static Record a(Name owner) {
    return new ARecord(owner, DClass.IN, 5, ADDRESS);
  }

  @Test
  void aQueryWantsRecursionAndTellsWhatMayCome() throws Exception {
    byte[] bytes = Messages.query(0xabcd, NAME, Type.AAAA, 1234);
    Message query = new Message(bytes);
    assertThat(Messages.id(bytes)).isEqualTo(0xabcd);
    assertThat(query.getHeader().getFlag(Flags.RD)).isTrue();
    assertThat(query.getQuestion()).isEqualTo(Record.newRecord(NAME, Type.AAAA, DClass.IN));
    assertThat(query.getOPT().getPayloadSize()).isEqualTo(1234);
  }

  @Test
  void addressesAreThoseAtTheEndOfTheAliases() {
    Name end = name("end.test.");
    Message message =
        answer(Type.A, a(name("other.test.")), a(end), new CNAMERecord(NAME, DClass.IN, 5, end));
    assertThat(Messages.read(message.toWire(), NAME, Type.A))
        .isEqualTo(new Reply.Addresses(List.of(ADDRESS)));
  }

  @Test
  void aCircleOfAliasesHasNoEnd() {
    Name other = name("other.test.");
    Message message =
        answer(
            Type.A,
            new CNAMERecord(NAME, DClass.IN, 5, other),
            new CNAMERecord(other, DClass.IN, 5, NAME));
    assertThat(Messages.read(message.toWire(), NAME, Type.A)).isInstanceOf(Reply.Fault.class);
  }

  @Test
  void aServiceBringsTheAddressesOfItsTargets() {
    Message message =
        answer(
            Type.SRV,
            new SRVRecord(NAME, DClass.IN, 5, 1, 20, 8080, name("Host.Test.")),
            new SRVRecord(NAME, DClass.IN, 5, 1, 20, 8081, Name.root));
    message.addRecord(
        new AAAARecord(name("host.test."), DClass.IN, 5, InetAddress.ofLiteral("2001:db8::1")),
        Section.ADDITIONAL);
    assertThat(Messages.read(message.toWire(), NAME, Type.SRV))
        .isInstanceOfSatisfying(
            Reply.Services.class,
            services -> {
              assertThat(services.services())
                  .containsExactly(new Reply.Service("host.test", 8080, 20));
              assertThat(services.known())
                  .containsEntry("host.test", InetAddress.ofLiteral("2001:db8::1"));
            });
  }

  @Test
  void everythingElseIsAFault() {
    Message failure = answer(Type.A);
    failure.getHeader().setRcode(Rcode.SERVFAIL);
    Message truncated = answer(Type.A, a(NAME));
    truncated.getHeader().setFlag(Flags.TC);
    Message question = answer(Type.A, a(NAME));
    question.getHeader().unsetFlag(Flags.QR);
    byte[] whole = answer(Type.A, a(NAME)).toWire();
    assertThat(Messages.read(failure.toWire(), NAME, Type.A)).isEqualTo(Reply.Fault.FAILURE);
    assertThat(Messages.read(truncated.toWire(), NAME, Type.A)).isEqualTo(Reply.Fault.TRUNCATED);
    assertThat(Messages.read(question.toWire(), NAME, Type.A)).isEqualTo(Reply.Fault.INVALID);
    assertThat(Messages.read(answer(Type.A).toWire(), NAME, Type.A))
        .isEqualTo(Reply.Fault.NO_RECORD);
    assertThat(Messages.read(whole, name("other.test."), Type.A)).isEqualTo(Reply.Fault.INVALID);
    assertThat(Messages.read(whole, NAME, Type.AAAA)).isEqualTo(Reply.Fault.INVALID);
    for (int length = 0; length < whole.length; length++) {
      assertThat(Messages.read(Arrays.copyOf(whole, length), NAME, Type.A))
          .isInstanceOf(Reply.Fault.class);
    }
  }

  @Test
  void noBytesBringAnException() {
    Random random = new Random(1);
    byte[] whole = answer(Type.A, a(NAME)).toWire();
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = whole.clone();
      for (int j = random.nextInt(4); j >= 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertThat(Messages.read(bytes, NAME, Type.A)).isNotNull();
    }
  }
}
