package io.spillway.ops.stats;

/** The constant parts of the statistics page. */
final class StatsStyle {
  static final String CSS =
      """
      :root{color-scheme:light;--line:#d5dae1}
      body{font:13px/1.35 system-ui,"DejaVu Sans",Arial,sans-serif;margin:1.2em;color:#1d2630;
      background:#fff}
      h1{font-size:1.5em;margin:0}h2{font-size:1.1em;font-weight:normal;margin:.2em 0 1em;
      color:#51606f}
      h3{font-size:1em;margin:.2em 0 .4em}
      a{color:#0b57a4;text-decoration:none}a:hover{text-decoration:underline}
      .top{display:flex;flex-wrap:wrap;gap:2.5em;border-top:1px solid var(--line);
      border-bottom:1px solid var(--line);padding:.8em 0;margin-bottom:1em}
      .top p,.top ul{margin:.2em 0}.top ul{padding-left:1.2em}
      .legend{columns:2}.legend td{padding:0 .5em;font-size:.92em}
      .legend td:first-child{width:1.6em;border:1px solid #fff}
      .proxy{margin-bottom:1.4em;overflow-x:auto}
      .proxy table{border-collapse:collapse;white-space:nowrap}
      .proxy th{background:#2c3e50;color:#fff;font-weight:600;font-size:.85em;padding:.15em .5em;
      border:1px solid #50657a}
      .proxy td{border:1px solid var(--line);padding:.15em .5em;text-align:right}
      .proxy td.name{text-align:left;font-weight:600}.proxy td.state,.proxy td.check{text-align:left}
      .proxy td[title]{text-decoration:underline dotted #8a97a5}
      tr.frontend,tr.backend{background:#eef1f5}tr.backend td{font-weight:600}
      tr.listener{background:#f7f8fa}
      .up{background:#c3eec5}.going-down{background:#ffe9a8}.going-up{background:#ffd7a3}
      .down{background:#ff9f9a}.backup-up{background:#bfdcfb}.backup-going-down{background:#d6c9f5}
      .backup-going-up{background:#f3c2e2}.no-check{background:#e4e4e4}
      .maintenance{background:#c9b29b}.draining{background:#9ecfd6}
      .good{background:#c3eec5;padding:.4em .8em}.bad{background:#ff9f9a;padding:.4em .8em}
      .actions{margin:.4em 0}
      """;

  /** The head of a proxy's table; {@code %s} is the head of the check boxes' column. */
  static final String TABLE_HEAD =
      """
      <table><tr>%s<th rowspan="2"></th><th colspan="3">Queue</th><th colspan="3">Session rate</th>\
      <th colspan="6">Sessions</th><th colspan="2">Bytes</th><th colspan="2">Denied</th>\
      <th colspan="3">Errors</th><th colspan="2">Warnings</th><th colspan="8">Server</th></tr>
      <tr><th>Cur</th><th>Max</th><th>Limit</th><th>Cur</th><th>Max</th><th>Limit</th>\
      <th>Cur</th><th>Max</th><th>Limit</th><th>Total</th><th>LbTot</th><th>Last</th>\
      <th>In</th><th>Out</th><th>Req</th><th>Resp</th><th>Req</th><th>Conn</th><th>Resp</th>\
      <th>Retr</th><th>Redis</th><th>Status</th><th>LastChk</th><th>Wght</th><th>Tier</th>\
      <th>Chk</th><th>Dwn</th><th>Dwntme</th><th>Thrtle</th></tr>
      """;

  private StatsStyle() {}
}
