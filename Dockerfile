# BeatCop on Alpine's or any other Linux image that has a Java 17 or newer:
#   docker build -t beatcop .
#   docker build -t beatcop --build-arg JRE=eclipse-temurin:25-jre .
# An application's own image needs a Java, and takes the rest from this one:
#   COPY --from=beatcop /opt/beatcop /opt/beatcop
#   RUN ln -s /opt/beatcop/bin/beatcop /usr/local/bin/ && /opt/beatcop/libexec/beatcop-archive prepare
ARG JRE=eclipse-temurin:17-jre-alpine

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -ntp package --projects beatcop-cli --also-make \
      -Dmaven.test.skip -Dspotless.check.skip -Djacoco.skip \
    && mv beatcop-cli/target/beatcop/beatcop-* /opt/beatcop \
    && rm -f /opt/beatcop/lib/*.jsa

FROM ${JRE}
COPY --from=build /opt/beatcop /opt/beatcop
# The archive of loaded classes fits this image's Java only. With it BeatCop starts in two thirds of the time.
RUN ln -s /opt/beatcop/bin/beatcop /usr/local/bin/beatcop \
    && /opt/beatcop/libexec/beatcop-archive prepare
USER 1000
# BeatCop is made to be process 1: it passes signals on and reaps what is left behind.
ENTRYPOINT ["beatcop"]
CMD ["--help"]
