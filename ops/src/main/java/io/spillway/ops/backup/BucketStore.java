package io.spillway.ops.backup;

import io.spillway.ops.backup.BackupTarget.Bucket;
import io.spillway.ops.backup.BackupTarget.StoreEncryption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * Archives in a bucket of Amazon S3 or of a store that speaks its protocol, with the credentials
 * that the AWS SDK finds by itself (environment, configuration files, the machine's role).
 * Thread-safe. The SDK's own retries are off: who asks has pauses of its own.
 */
final class BucketStore implements BackupStore {
  private final Bucket target;
  private final S3Client client;
  private final BucketFailures failures;

  BucketStore(Bucket target) throws BackupException {
    this.target = target;
    this.failures = new BucketFailures(target);
    ClientOverrideConfiguration.Builder overrides =
        ClientOverrideConfiguration.builder()
            .retryStrategy(DefaultRetryStrategy.doNotRetry())
            .apiCallTimeout(target.timeout());
    DefaultCredentialsProvider.Builder credentials = DefaultCredentialsProvider.builder();
    if (target.profile() != null) {
      overrides.defaultProfileName(target.profile());
      credentials.profileName(target.profile());
    }
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(target.timeout())
                    .socketTimeout(target.timeout()))
            .region(Region.of(target.region()))
            .forcePathStyle(target.pathStyle())
            // Compatible stores know no other checksums than those of the protocol's first days.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(overrides.build())
            .credentialsProvider(credentials.build());
    if (target.endpoint() != null) {
      builder.endpointOverride(target.endpoint());
    }
    try {
      this.client = builder.build();
    } catch (SdkException e) {
      throw new BackupException("cannot use " + target.text() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public List<Stored> list(String instance) throws BackupException {
    String prefix = prefix() + instance + "/";
    return call(
        () -> {
          List<Stored> found = new ArrayList<>();
          for (S3Object object :
              client
                  .listObjectsV2Paginator(r -> r.bucket(target.bucket()).prefix(prefix))
                  .contents()) {
            String name = object.key().substring(prefix.length());
            BackupId id = name.endsWith(BackupId.SUFFIX) ? BackupId.parse(name) : null;
            if (id != null) {
              found.add(new Stored(id, object.size()));
            }
          }
          found.sort((a, b) -> a.id().compareTo(b.id()));
          return found;
        });
  }

  @Override
  public List<String> instances() throws BackupException {
    return call(
        () -> {
          List<String> found = new ArrayList<>();
          for (CommonPrefix common :
              client
                  .listObjectsV2Paginator(
                      r -> r.bucket(target.bucket()).prefix(prefix()).delimiter("/"))
                  .commonPrefixes()) {
            String name = common.prefix().substring(prefix().length());
            found.add(name.substring(0, name.length() - 1));
          }
          return found.stream().sorted().toList();
        });
  }

  @Override
  public void put(String instance, BackupId id, byte[] archive) throws BackupException {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(target.bucket())
            .key(key(instance, id))
            .contentType("application/zip");
    if (target.storageClass() != null) {
      request.storageClass(target.storageClass());
    }
    switch (target.encryption()) {
      case StoreEncryption.OfBucket _ -> {}
      case StoreEncryption.S3 _ -> request.serverSideEncryption(ServerSideEncryption.AES256);
      case StoreEncryption.Kms(String key) ->
          request.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(key);
    }
    call(() -> client.putObject(request.build(), RequestBody.fromBytes(archive)));
  }

  @Override
  public byte[] get(String instance, BackupId id) throws BackupException {
    return call(
        () ->
            client
                .getObjectAsBytes(r -> r.bucket(target.bucket()).key(key(instance, id)))
                .asByteArray());
  }

  @Override
  public void delete(String instance, BackupId id) throws BackupException {
    call(() -> client.deleteObject(r -> r.bucket(target.bucket()).key(key(instance, id))));
  }

  private String prefix() {
    return target.prefix().isEmpty() ? "" : target.prefix() + "/";
  }

  private String key(String instance, BackupId id) {
    return prefix() + instance + "/" + id + BackupId.SUFFIX;
  }

  private <T> T call(Supplier<T> request) throws BackupException {
    try {
      return request.get();
    } catch (AwsServiceException e) {
      throw failures.answered(e);
    } catch (SdkException e) {
      throw failures.unanswered(e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
