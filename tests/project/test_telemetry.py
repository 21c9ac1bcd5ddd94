"""Figures for a monitoring server, and an OpenTelemetry collector on loopback that really receives them."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from cordiale.project import otlp, telemetry, traces

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def counts(monkeypatch, settings, tmp_path):
    settings.DATA = tmp_path  # where processes share their counts
    fresh = telemetry.Counts()
    monkeypatch.setattr(telemetry, "COUNTS", fresh)
    return fresh


@pytest.fixture
def desk(figaro):
    client = Client()
    client.force_login(figaro)
    return client


@pytest.mark.django_db
def test_requests_refusals_jobs_and_stores_are_told_without_anybodys_data(desk, emma, counts):
    desk.get(reverse("customers:list"), {"q": "emma@bovary.example"})
    desk.get(reverse("customers:page", args=[emma.key]))
    desk.get("/clients/not-there@bovary.example/")
    told = desk.get("/metrics").content.decode()
    assert 'cordiale_requests_total{method="GET",route="clients/<uuid:key>/",status="200"} 1' in told
    assert 'cordiale_request_seconds_bucket{method="GET",route="clients/",le="+Inf"} 1' in told
    assert "cordiale_spool_waiting " in told
    assert "# TYPE cordiale_job_age_seconds gauge" in told
    for word in ("bovary", "emma", str(emma.key), "q="):
        assert word not in told.lower()


@pytest.mark.django_db
def test_a_refusal_is_counted_by_its_code(counts):
    counts.answered("POST", "clients/", status=409, seconds=0.02, refusal="already-closed")
    assert 'cordiale_refusals_total{code="already-closed"} 1' in telemetry.text()


@pytest.mark.django_db
def test_only_this_machine_or_the_token_reads_the_figures(client):
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404
    assert client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 404
    assert client.get("/metrics").status_code == 200
    with override_settings(METRICS_TOKEN="ouvre-toi"):
        assert client.get("/metrics").status_code == 404
        far = {"REMOTE_ADDR": "203.0.113.9"}
        assert client.get("/metrics", headers={"authorization": "Bearer ouvre-moi"}, **far).status_code == 404
        assert client.get("/metrics", headers={"authorization": "Bearer ouvre-toi"}, **far).status_code == 200


def test_totals_never_fall_when_a_process_ends(tmp_path, settings):
    settings.DATA = tmp_path
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "counts-999999999.json").write_text('{"requests|GET|x|200": 7}')
    assert telemetry.together()["requests|GET|x|200"] == 7
    assert telemetry.together()["requests|GET|x|200"] == 7
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["counts-ended.json"]


@pytest.mark.parametrize(
    "header", ["", "x", PARENT.replace("00-", "ff-", 1), "00-" + "0" * 32 + "-b7ad6b7169203331-01"]
)
def test_a_header_that_is_no_trace_begins_one(header):
    span = traces.begin(header)
    assert (len(span.trace), len(span.span), span.parent, span.sampled) == (32, 16, "", True)


def test_a_callers_trace_is_gone_on_with():
    span = traces.begin(PARENT)
    assert (span.trace, span.parent, span.sampled) == ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", True)
    assert traces.begin(PARENT[:-2] + "00").sampled is False


class Sink(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, json.loads(body)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def collector():
    server = HTTPServer(("127.0.0.1", 0), Sink)
    server.heard = []
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.django_db
def test_a_collector_receives_spans_and_figures_by_route(desk, emma, collector, monkeypatch, counts):
    monkeypatch.setattr(threading.Thread, "start", lambda self: None)  # flushed by hand below
    exporter = otlp.Exporter(f"http://127.0.0.1:{collector.server_port}/otlp")
    monkeypatch.setattr(otlp, "exporter", lambda: exporter)
    desk.get(reverse("customers:page", args=[emma.key]) + "?q=emma", headers={"traceparent": PARENT})
    monkeypatch.undo()
    exporter.flush()
    paths = [path for path, _ in collector.heard]
    assert paths == ["/otlp/v1/traces", "/otlp/v1/metrics"]
    (span,) = collector.heard[0][1]["resourceSpans"][0]["scopeSpans"][0]["spans"]
    assert (span["name"], span["traceId"], span["parentSpanId"]) == (
        "GET clients/<uuid:key>/",
        "0af7651916cd43dd8448eb211c80319c",
        "b7ad6b7169203331",
    )
    names = {metric["name"] for metric in collector.heard[1][1]["resourceMetrics"][0]["scopeMetrics"][0]["metrics"]}
    assert {"cordiale_requests_total", "cordiale_spool_waiting"} <= names
    assert str(emma.key) not in json.dumps(collector.heard)


def test_a_collector_that_is_away_costs_nothing_but_the_batch(monkeypatch):
    monkeypatch.setattr(threading.Thread, "start", lambda self: None)
    monkeypatch.setattr(otlp, "METRICS_EVERY_S", float("inf"))
    exporter = otlp.Exporter("http://127.0.0.1:9")
    for _ in range(otlp.MOST_WAITING + 3):
        exporter.note(traces.begin(""), name="x", seconds=0.1, attributes={"http.response.status_code": 200})
    exporter.flush()
    assert exporter.dropped == 3
