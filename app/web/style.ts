/** The one style sheet, inline in every page. The pages' Content-Security-Policy names its hash. */
export const STYLE = `
:root{color-scheme:light dark;--page:#f6f7f8;--card:#fff;--ink:#1a2126;--soft:#57636d;--line:#d5dade;--faint:#eceff1;--brand:#1f6553;--link:#0b5cad;--focus:#0b5cad;
--critical:#b3121d;--critical-back:#fdeaea;--critical-ink:#8f0c16;--high:#cf4f08;--high-back:#fdeee2;--high-ink:#8f3300;--unknown:#69747d;--unknown-back:#f0f2f4;--unknown-ink:#424b52;--medium:#a87b00;--medium-back:#fdf4d7;--medium-ink:#6a4c00;--low:#3c78ad;--low-back:#e6f0f9;--low-ink:#1d4f7c;--fix:#17603f;--warn-back:#fff6dc;--warn-line:#dfbf62}
@media (prefers-color-scheme:dark){:root{--page:#0f1417;--card:#171d21;--ink:#e5eaed;--soft:#9aa7b0;--line:#2e383f;--faint:#222a2f;--brand:#6fc7ac;--link:#79b8f5;--focus:#79b8f5;
--critical:#f0545e;--critical-back:#43161a;--critical-ink:#ffb9bd;--high:#ef8238;--high-back:#432411;--high-ink:#ffc79e;--unknown:#8d9aa4;--unknown-back:#262e34;--unknown-ink:#cbd3d9;--medium:#d8a92a;--medium-back:#3a2f0d;--medium-ink:#f4d98b;--low:#5b9bd3;--low-back:#15293a;--low-ink:#b0d5f5;--fix:#7fd4a9;--warn-back:#2c2510;--warn-line:#6b5719}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;overflow-wrap:anywhere}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:3px}
h1,h2,h3,p,ul,ol,dl,dd,figure{margin:0}ul,ol{padding:0;list-style:none}
code,pre,.file,.path,.versions,.fix{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.87em}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:var(--card);padding:8px}
.top{display:flex;align-items:center;gap:14px;padding:10px 24px;background:var(--card);border-bottom:1px solid var(--line)}
.brand,.top nav,.level{white-space:nowrap}
.brand{display:flex;align-items:center;gap:8px;font-weight:650;font-size:1.06em;color:var(--ink)}.brand:hover{text-decoration:none}
.mark{fill:var(--brand);display:block}
.account{color:var(--soft);padding-left:14px;border-left:1px solid var(--line)}
.top nav{margin-left:auto;display:flex;align-items:center;gap:16px}
button{font:inherit;font-weight:600;color:#fff;background:#1f6553;border:1px solid transparent;border-radius:6px;padding:6px 14px;cursor:pointer}
button:hover{background:#174e40}
button.quiet{color:var(--ink);background:none;border-color:var(--line);font-weight:400;padding:3px 10px}button.quiet:hover{background:var(--faint)}
main{max-width:1480px;margin:0 auto;padding:24px}
h1{font-size:1.5em;line-height:1.25;font-weight:650}h2{font-size:1.2em;font-weight:650}
.overview,.alert,.sign-in,.doc{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:20px 24px}
.coverage{color:var(--soft);margin-top:2px}
.bar{display:block;width:100%;height:12px;margin-top:16px}
.fill-critical{fill:var(--critical)}.fill-high{fill:var(--high)}.fill-unknown{fill:var(--unknown)}.fill-medium{fill:var(--medium)}.fill-low{fill:var(--low)}
.counts{display:grid;grid-template-columns:repeat(5,1fr);gap:10px;margin-top:16px}
.count{display:block;padding:8px 14px;border:1px solid var(--line);border-left:5px solid var(--level);border-radius:6px;color:var(--ink)}
.count:hover{background:var(--faint);text-decoration:none}.count.on{background:var(--level-back);border-color:var(--level)}
.number{display:block;font-size:1.55em;font-weight:650;line-height:1.2;font-variant-numeric:tabular-nums}.level{color:var(--soft);text-transform:capitalize}
.count.none .number{color:var(--soft);font-weight:400}.count.unknown{border-left-style:dashed}
.critical{--level:var(--critical);--level-back:var(--critical-back);--level-ink:var(--critical-ink)}
.high{--level:var(--high);--level-back:var(--high-back);--level-ink:var(--high-ink)}
.unknown{--level:var(--unknown);--level-back:var(--unknown-back);--level-ink:var(--unknown-ink)}
.medium{--level:var(--medium);--level-back:var(--medium-back);--level-ink:var(--medium-ink)}
.low{--level:var(--low);--level-back:var(--low-back);--level-ink:var(--low-ink)}
.badge{display:inline-block;padding:1px 9px;border-radius:99px;border:1px solid var(--level);background:var(--level-back);color:var(--level-ink);font-size:.87em;font-weight:600;white-space:nowrap}
.badge.unknown{border-style:dashed}
.badge.malware,.badge.change{margin-top:4px;border-color:transparent;background:#8f0c16;color:#fff}
.badge.change{background:#4c3a8f}
.score{color:var(--soft);font-size:.87em;font-variant-numeric:tabular-nums}
.tag{display:inline-block;padding:0 7px;border-radius:99px;background:var(--faint);color:var(--soft);font-size:.8em}
.troubles{margin-top:16px;background:var(--warn-back);border:1px solid var(--warn-line);border-radius:8px;padding:12px 20px}
.troubles summary{cursor:pointer;font-weight:600}.troubles ul{margin-top:8px}.troubles li{padding:6px 0;border-top:1px solid var(--warn-line)}
.troubles code{color:var(--soft)}.reason{display:block}
.filters{display:flex;flex-wrap:wrap;gap:8px 26px;margin:20px 0 12px}
.filters ul,.pages{display:flex;flex-wrap:wrap;align-items:center;gap:6px}.filters .label{color:var(--soft);margin-right:2px}
.chip{display:inline-block;padding:2px 11px;border:1px solid var(--line);border-radius:99px;background:var(--card);color:var(--ink)}
.chip:hover{background:var(--faint);text-decoration:none}.chip.on{border-color:var(--brand);color:var(--brand);font-weight:600}
.alerts{width:100%;border-collapse:separate;border-spacing:0;background:var(--card);border:1px solid var(--line);border-radius:8px}
.alerts th{text-align:left;font-size:.87em;font-weight:600;color:var(--soft);padding:9px 12px;border-bottom:1px solid var(--line);white-space:nowrap}
.alerts td{vertical-align:top;padding:12px;border-bottom:1px solid var(--faint)}.alerts tr:last-child td{border-bottom:0}
.alerts tbody tr:hover td{background:var(--page)}
.severity-cell{white-space:nowrap}.severity-cell .malware,.severity-cell .change{display:table}
.name{font-weight:650;color:var(--ink)}
.advisory p{margin:2px 0;color:var(--soft)}.more{font-size:.87em}
.file{display:block;color:var(--soft)}.fix{color:var(--fix);font-weight:650}.versions .fix{font-size:1em}.no-fix{color:var(--soft);font-style:italic}.from{color:var(--soft)}
.versions .path{display:inline}.path li{display:inline-block;max-width:100%;margin-right:5px}.path li+li::before{content:"›";color:var(--soft);margin-right:5px}
.pages{margin-top:16px;justify-content:flex-end}
.empty{text-align:center;padding:56px 20px;background:var(--card);border:1px solid var(--line);border-radius:8px}.empty p{margin-top:6px}
.sign-in{max-width:440px;margin:8vh auto 0}.sign-in p{margin-top:8px;color:var(--soft)}.sign-in form{margin-top:16px;display:grid;gap:8px}.sign-in label{font-weight:600}
input{font:inherit;padding:8px 10px;color:var(--ink);background:var(--page);border:1px solid var(--soft);border-radius:6px;width:100%}
.sign-in .refused{color:var(--critical-ink);background:var(--critical-back);border:1px solid var(--critical);border-radius:6px;padding:8px 12px}
.back{margin-bottom:12px}.alert h1{margin-top:8px}.alert h2{margin-top:24px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:8px 24px;margin-top:16px}dt{color:var(--soft)}
.alert .file{display:inline}.history li{padding:10px 0;border-top:1px solid var(--faint)}.history li:first-child{border-top:0}
.history summary{cursor:pointer;color:var(--soft)}pre{overflow:auto;margin:8px 0 0;padding:12px;background:var(--page);border:1px solid var(--line);border-radius:6px;max-height:480px}
.doc{margin-top:16px;scroll-margin-top:16px}.doc h2{margin-bottom:4px}.doc h3{margin:18px 0 6px;font-size:1em}.doc p+p,.doc>p{margin-top:6px}
.doc code{background:var(--faint);border-radius:4px;padding:1px 5px}.doc pre code{background:none;padding:0;font-size:1em}
.contents{columns:2;gap:24px;margin-top:12px}.contents li{padding:2px 0;break-inside:avoid}
.method{display:inline-block;font-weight:650;color:#fff;background:#1f6553;border-radius:4px;padding:1px 8px;font-size:.8em;text-transform:uppercase}
.fields{width:100%;border-collapse:collapse}.fields th{text-align:left;font-size:.87em;color:var(--soft);font-weight:600}.fields th,.fields td{padding:6px 12px 6px 0;border-bottom:1px solid var(--faint);vertical-align:top}.fields td:first-child{width:24%}.fields td:nth-child(2){width:26%;color:var(--soft)}
.doc details{margin-top:10px}.doc summary{cursor:pointer;color:var(--link)}
@media (max-width:700px){.contents{columns:1}.fields,.fields tbody,.fields tr,.fields td{display:block;width:auto}.fields td{border:0;padding:2px 0}.fields td:first-child,.fields td:nth-child(2){width:auto}.fields tr{display:block;border-bottom:1px solid var(--faint);padding:6px 0}.fields thead{display:none}}
@media (min-width:901px){.alerts{table-layout:fixed}.alerts th:nth-child(1){width:118px}.alerts th:nth-child(2){width:14%}.alerts th:nth-child(3){width:20%}.alerts th:nth-child(4){width:124px}.alerts th:nth-child(6){width:17%}.alerts th:nth-child(7){width:110px}
.troubles li{display:grid;grid-template-columns:minmax(220px,34%) 1fr;gap:0 20px}}
@media (max-width:900px){main{padding:14px}.top{padding:10px 14px}.overview,.alert{padding:16px}.counts{gap:6px}.count{padding:5px 7px;border-left-width:4px}.level{font-size:.8em}
.alerts,.alerts tbody,.alerts tr,.alerts td{display:block}.alerts{background:none;border:0}.alerts thead{display:none}
.alerts tr{background:var(--card);border:1px solid var(--line);border-radius:8px;margin-bottom:12px;padding:8px 4px}.alerts td{border:0;padding:4px 12px;max-width:none}
.alerts td[data-label]::before{content:attr(data-label);display:block;color:var(--soft);font-size:.8em;margin-top:4px}.severity-cell .malware,.severity-cell .change{display:inline-block;margin:0 0 0 6px}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:10px}}
`;
