// Draws the province map and simple charts from the numbers that stand in the page's own tables (json_script).
// Canvas and rich-text tooltips, because the content security policy forbids style attributes.
(function () {
  "use strict";
  var lx = window.lianxiao, text = lx.text;
  var geography = null;
  var FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif';

  function rows(id) { return JSON.parse(document.getElementById(id).textContent); }
  function color(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
  function start(box) {
    box.closest(".map").classList.add("is-ready");
    var chart = window.echarts.init(box, null, { renderer: "canvas" });
    window.addEventListener("resize", function () { chart.resize(); });
    return chart;
  }
  function shown(n) { return Number(n).toLocaleString("en-US"); }

  function drawMap(box) {
    geography = geography || fetch(text.geography).then(function (r) { return r.json(); }).then(function (g) {
      // Names stand in the middle of their city; the seats of several lie too near to one another.
      g.features.forEach(function (city) { delete city.properties.cp; });
      window.echarts.registerMap("province", g);
    });
    return geography.then(function () {
      var data = rows(box.dataset.map), label = {};
      data.forEach(function (row) { label[row.name] = (row.label || row.name).replace(/市$/, ""); });
      var most = Math.max.apply(null, data.map(function (row) { return Number(row.value); }).concat([1]));
      var chart = start(box);
      chart.setOption({
        animation: false,
        textStyle: { fontFamily: FONT },
        tooltip: { renderMode: "richText", formatter: function (p) { return (label[p.name] || p.name) + "  " + (isNaN(p.value) ? 0 : shown(p.value)); } },
        visualMap: { min: 0, max: most, left: 4, bottom: 4, itemHeight: 90, text: [text.more, text.less], textGap: 6, inRange: { color: [color("--blue-soft") || "#e8f0fe", color("--blue") || "#0052d9"] } },
        series: [{
          type: "map", map: "province", layoutCenter: ["54%", "50%"], layoutSize: "98%", selectedMode: false,
          itemStyle: { borderColor: "#9db4d6", areaColor: "#f1f5fb" },
          emphasis: { label: { show: true }, itemStyle: { areaColor: "#ffd666" } },
          label: { show: true, fontSize: 11, color: "#1d2433", textBorderColor: "#fff", textBorderWidth: 2, formatter: function (p) { return label[p.name] || p.name.replace(/市$/, ""); } },
          labelLayout: { hideOverlap: true },
          data: data.map(function (row) { return { name: row.name, value: Number(row.value), url: row.url }; }),
        }],
      });
      chart.on("click", function (p) { if (p.data && p.data.url) location.href = p.data.url; });
    });
  }

  function drawChart(box) {
    var data = rows(box.dataset.chart);
    var bars = box.dataset.kind !== "line";
    var names = { type: "category", data: data.map(function (row) { return row.name; }), axisTick: { show: false } };
    var values = { type: "value", splitLine: { lineStyle: { color: "#edf0f4" } } };
    start(box).setOption({
      animation: false,
      textStyle: { fontFamily: FONT },
      tooltip: { renderMode: "richText", trigger: "axis" },
      grid: { left: 8, right: 24, top: 12, bottom: 8, containLabel: true },
      xAxis: bars ? values : names,
      yAxis: bars ? Object.assign({ inverse: true }, names) : values,
      series: [{ type: bars ? "bar" : "line", barMaxWidth: 18, itemStyle: { color: color("--blue") }, data: data.map(function (row) { return Number(row.value); }) }],
    });
  }

  function drawNetwork(box) {
    var picture = rows(box.dataset.network), chart = start(box);
    function largest(list) { return Math.max.apply(null, list.map(function (one) { return one.value; }).concat([1])); }
    var fits = Math.min(1, Math.min(box.clientWidth, 1.4 * box.clientHeight) / 760);  // a phone has less room
    var size = largest(picture.nodes), width = largest(picture.links), names = {};
    picture.nodes.forEach(function (node) { names[node.id] = node.name; });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: FONT },
      tooltip: { renderMode: "richText", formatter: function (p) {
        return (p.dataType === "edge" ? names[p.data.source] + " – " + names[p.data.target] : names[p.data.id]) + "  " + shown(p.data.value);
      } },
      series: [{
        type: "graph", layout: "force", roam: false, draggable: true,
        force: { initLayout: "circular", layoutAnimation: false, repulsion: 190 * fits, gravity: 0.16, edgeLength: [36 * fits, 130 * fits] },
        label: { show: true, position: "right", fontSize: 11, color: "#1d2433", width: 60 + 60 * fits, overflow: "truncate" },
        labelLayout: { hideOverlap: true },
        itemStyle: { color: color("--blue") },
        lineStyle: { color: "#9db4d6", curveness: 0.1 },
        emphasis: { focus: "adjacency", lineStyle: { color: color("--blue-dark") } },
        data: picture.nodes.map(function (node) { return { id: node.id, name: node.id, value: node.value, symbolSize: fits * (8 + 28 * Math.sqrt(node.value / size)), label: { formatter: names[node.id] } }; }),
        links: picture.links.map(function (link) { return { source: link.source, target: link.target, value: link.value, lineStyle: { width: 1 + 5 * link.value / width } }; }),
      }],
    });
  }

  lx.draw = function (scope) {
    lx.load(text.echarts).then(function () {
      lx.all(scope, "[data-map]").forEach(function (box) { if (!box.dataset.drawn) { box.dataset.drawn = "1"; drawMap(box); } });
      lx.all(scope, "[data-chart]").forEach(function (box) { if (!box.dataset.drawn) { box.dataset.drawn = "1"; drawChart(box); } });
      lx.all(scope, "[data-network]").forEach(function (box) { if (!box.dataset.drawn) { box.dataset.drawn = "1"; drawNetwork(box); } });
    });
  };
})();
