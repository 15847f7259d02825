# run: builds and starts everything. test: sets itself up and runs every test. check: format, lints, documentation, borders.
# bench: the measured claims, as ratios in one run. run-kafka: like run, on a Kafka that is started beside it.
# soak: the long versions of the tests that kill things.
.PHONY: run run-kafka test soak check bench bench-extractor bench-bus

run:
	@sh tests/setup/run.sh

run-kafka:
	@sh tests/setup/run-kafka.sh

test:
	@sh tests/setup/test.sh

soak:
	@sh tests/setup/soak.sh

check:
	cargo fmt --all -- --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked --quiet
	@sh tests/setup/deny.sh

bench:
	cargo bench -p extractor --bench tag
	cargo bench -p poller --bench page
	cargo bench -p bus --bench append

# Tagging beside aho-corasick and spaCy over the same names; spaCy comes from the package registry on the first run.
bench-extractor:
	cargo bench -p extractor --bench tag

# Needs a broker for its second half: ESTAFETA_KAFKA, or one is started.
bench-bus:
	@sh tests/setup/bench-bus.sh
