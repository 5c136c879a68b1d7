"""Who is told where time goes, as the variables of OpenTelemetry and LangSmith say."""

from collections.abc import Mapping


def to_collector(environment: Mapping[str, str]) -> bool:
    """Return whether a collector of OpenTelemetry is told."""
    return bool(environment.get("OTEL_EXPORTER_OTLP_ENDPOINT", "").strip())


def to_langsmith(environment: Mapping[str, str]) -> bool:
    """Return whether LangSmith is told."""
    return environment.get("LANGSMITH_TRACING", environment.get("LANGCHAIN_TRACING_V2", "")).lower() == "true"
