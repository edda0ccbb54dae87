// Built from ../calendar_source, sha256 1fc5024dff564e2fed07f1a995a41b8ec99558440cfa3fff89c46d215b945172. Contains EventCalendar and Svelte (MIT), see LICENSES.txt.
var $=!1;var Cr=Array.isArray,Ks=Array.prototype.indexOf,Sr=Array.prototype.includes,un=Array.from,_o=Object.keys,Ge=Object.defineProperty,Tt=Object.getOwnPropertyDescriptor,$o=Object.getOwnPropertyDescriptors,bo=Object.prototype,Zs=Array.prototype,pn=Object.getPrototypeOf,yo=Object.isExtensible;var be=()=>{};function wi(e){for(var t=0;t<e.length;t++)e[t]()}function Ei(){var e,t,r=new Promise((n,o)=>{e=n,t=o});return{promise:r,resolve:e,reject:t}}var _t=Symbol("$state"),ki=Symbol("component"),zn=Symbol("legacy props"),Js=Symbol(""),Ti=Symbol("proxy path"),Ci=Symbol("attributes"),Hn=Symbol("class"),Bn=Symbol("style"),Un=Symbol("text");var xo=Symbol("hmr anchor"),Dr=new class extends Error{name="StaleReactionError";message="The reaction that called `getAbortSignal()` was re-run or destroyed"},wo=!!globalThis.document?.contentType&&globalThis.document.contentType.includes("xml");var hn=3,zt=8;var Ot={};var ye=Symbol("uninitialized"),Ht=Symbol("filename");var Si="http://www.w3.org/1999/xhtml";var Pr="font-weight: bold",Fr="font-weight: normal";function Qs(e){$?console.warn(`%c[svelte] await_reactivity_loss
%cDetected reactivity loss when reading \`${e}\`. This happens when state is read in an async function after an earlier \`await\`
https://svelte.dev/e/await_reactivity_loss`,Pr,Fr):console.warn("https://svelte.dev/e/await_reactivity_loss")}function ea(e,t){$?console.warn(`%c[svelte] await_waterfall
%cAn async derived, \`${e}\` (${t}) was not read immediately after it resolved. This often indicates an unnecessary waterfall, which can slow down your app
https://svelte.dev/e/await_waterfall`,Pr,Fr):console.warn("https://svelte.dev/e/await_waterfall")}function ta(){$?console.warn(`%c[svelte] derived_inert
%cReading a derived belonging to a now-destroyed effect may result in stale values
https://svelte.dev/e/derived_inert`,Pr,Fr):console.warn("https://svelte.dev/e/derived_inert")}function ra(e,t,r){$?console.warn(`%c[svelte] hydration_attribute_changed
%cThe \`${e}\` attribute on \`${t}\` changed its value between server and client renders. The client value, \`${r}\`, will be ignored in favour of the server value
https://svelte.dev/e/hydration_attribute_changed`,Pr,Fr):console.warn("https://svelte.dev/e/hydration_attribute_changed")}function jr(e){$?console.warn(`%c[svelte] hydration_mismatch
%c${e?`Hydration failed because the initial UI does not match what was rendered on the server. The error occurred near ${e}`:"Hydration failed because the initial UI does not match what was rendered on the server"}
https://svelte.dev/e/hydration_mismatch`,Pr,Fr):console.warn("https://svelte.dev/e/hydration_mismatch")}function na(){$?console.warn(`%c[svelte] lifecycle_double_unmount
%cTried to unmount a component that was not mounted
https://svelte.dev/e/lifecycle_double_unmount`,Pr,Fr):console.warn("https://svelte.dev/e/lifecycle_double_unmount")}function Di(e){$?console.warn(`%c[svelte] state_proxy_equality_mismatch
%cReactive \`$state(...)\` proxies and the values they proxy have different identities. Because of this, comparisons with \`${e}\` will produce unexpected results
https://svelte.dev/e/state_proxy_equality_mismatch`,Pr,Fr):console.warn("https://svelte.dev/e/state_proxy_equality_mismatch")}function ia(){$?console.warn("%c[svelte] svelte_boundary_reset_noop\n%cA `<svelte:boundary>` `reset` function only resets the boundary the first time it is called\nhttps://svelte.dev/e/svelte_boundary_reset_noop",Pr,Fr):console.warn("https://svelte.dev/e/svelte_boundary_reset_noop")}var N=!1;function Me(e){N=e}var V;function pe(e){if(e===null)throw jr(),Ot;return V=e}function ct(){return pe(dt(V))}function G(e){if(N){if(dt(V)!==null)throw jr(),Ot;V=e}}function Eo(e=1){if(N){for(var t=e,r=V;t--;)r=dt(r);V=r}}function er(e=!0){for(var t=0,r=V;;){if(r.nodeType===zt){var n=r.data;if(n==="]"){if(t===0)return r;t-=1}else(n==="["||n==="[!"||n[0]==="["&&!isNaN(Number(n.slice(1))))&&(t+=1)}var o=dt(r);e&&r.remove(),r=o}}function zr(e){if(!e||e.nodeType!==zt)throw jr(),Ot;return e.data}function Ri(e){return e===this.v}function ko(e,t){return e!=e?t==t:e!==t||e!==null&&typeof e=="object"||typeof e=="function"}function Ai(e){return!ko(e,this.v)}function oa(e){if($){let t=new Error(`invariant_violation
An invariant violation occurred, meaning Svelte's internal assumptions were flawed. This is a bug in Svelte, not your app \u2014 please open an issue at https://github.com/sveltejs/svelte, citing the following message: "${e}"
https://svelte.dev/e/invariant_violation`);throw t.name="Svelte error",t}else throw new Error("https://svelte.dev/e/invariant_violation")}function Vn(e){if($){let t=new Error(`lifecycle_outside_component
\`${e}(...)\` can only be used during component initialisation
https://svelte.dev/e/lifecycle_outside_component`);throw t.name="Svelte error",t}else throw new Error("https://svelte.dev/e/lifecycle_outside_component")}function sa(){if($){let e=new Error("set_context_after_init\n`setContext` must be called when a component first initializes, not in a subsequent effect or after an `await` expression\nhttps://svelte.dev/e/set_context_after_init");throw e.name="Svelte error",e}else throw new Error("https://svelte.dev/e/set_context_after_init")}function la(){if($){let e=new Error("async_derived_orphan\nCannot create a `$derived(...)` with an `await` expression outside of an effect tree\nhttps://svelte.dev/e/async_derived_orphan");throw e.name="Svelte error",e}else throw new Error("https://svelte.dev/e/async_derived_orphan")}function ca(){if($){let e=new Error(`derived_references_self
A derived value cannot reference itself recursively
https://svelte.dev/e/derived_references_self`);throw e.name="Svelte error",e}else throw new Error("https://svelte.dev/e/derived_references_self")}function To(e,t,r){if($){let n=new Error(`each_key_duplicate
${r?`Keyed each block has duplicate key \`${r}\` at indexes ${e} and ${t}`:`Keyed each block has duplicate key at indexes ${e} and ${t}`}
https://svelte.dev/e/each_key_duplicate`);throw n.name="Svelte error",n}else throw new Error("https://svelte.dev/e/each_key_duplicate")}function da(e,t,r){if($){let n=new Error(`each_key_volatile
Keyed each block has key that is not idempotent \u2014 the key for item at index ${e} was \`${t}\` but is now \`${r}\`. Keys must be the same each time for a given item
https://svelte.dev/e/each_key_volatile`);throw n.name="Svelte error",n}else throw new Error("https://svelte.dev/e/each_key_volatile")}function fa(e){if($){let t=new Error(`effect_in_teardown
\`${e}\` cannot be used inside an effect cleanup function
https://svelte.dev/e/effect_in_teardown`);throw t.name="Svelte error",t}else throw new Error("https://svelte.dev/e/effect_in_teardown")}function ua(){if($){let e=new Error("effect_in_unowned_derived\nEffect cannot be created inside a `$derived` value that was not itself created inside an effect\nhttps://svelte.dev/e/effect_in_unowned_derived");throw e.name="Svelte error",e}else throw new Error("https://svelte.dev/e/effect_in_unowned_derived")}function pa(e){if($){let t=new Error(`effect_orphan
\`${e}\` can only be used inside an effect (e.g. during component initialisation)
https://svelte.dev/e/effect_orphan`);throw t.name="Svelte error",t}else throw new Error("https://svelte.dev/e/effect_orphan")}function ha(){if($){let e=new Error(`effect_update_depth_exceeded
Maximum update depth exceeded. This typically indicates that an effect reads and writes the same piece of state
https://svelte.dev/e/effect_update_depth_exceeded`);throw e.name="Svelte error",e}else throw new Error("https://svelte.dev/e/effect_update_depth_exceeded")}function va(){if($){let e=new Error("get_abort_signal_outside_reaction\n`getAbortSignal()` can only be called inside an effect or derived\nhttps://svelte.dev/e/get_abort_signal_outside_reaction");throw e.name="Svelte error",e}else throw new Error("https://svelte.dev/e/get_abort_signal_outside_reaction")}function ga(){if($){let e=new Error(`hydration_failed
Failed to hydrate the application
https://svelte.dev/e/hydration_failed`);throw e.name="Svelte error",e}else throw new Error("https://svelte.dev/e/hydration_failed")}function ma(){if($){let e=new Error("invalid_snippet\nCould not `{@render}` snippet due to the expression being `null` or `undefined`. Consider using optional chaining `{@render snippet?.()}`\nhttps://svelte.dev/e/invalid_snippet");throw e.name="Svelte error",e}else throw new Error("https://svelte.dev/e/invalid_snippet")}function _a(e){if($){let t=new Error(`props_invalid_value
Cannot do \`bind:${e}={undefined}\` when \`${e}\` has a fallback value
https://svelte.dev/e/props_invalid_value`);throw t.name="Svelte error",t}else throw new Error("https://svelte.dev/e/props_invalid_value")}function $a(e){if($){let t=new Error(`props_rest_readonly
Rest element properties of \`$props()\` such as \`${e}\` are readonly
https://svelte.dev/e/props_rest_readonly`);throw t.name="Svelte error",t}else throw new Error("https://svelte.dev/e/props_rest_readonly")}function ba(e){if($){let t=new Error(`rune_outside_svelte
The \`${e}\` rune is only available inside \`.svelte\` and \`.svelte.js/ts\` files
https://svelte.dev/e/rune_outside_svelte`);throw t.name="Svelte error",t}else throw new Error("https://svelte.dev/e/rune_outside_svelte")}function ya(){if($){let e=new Error("state_descriptors_fixed\nProperty descriptors defined on `$state` objects must contain `value` and always be `enumerable`, `configurable` and `writable`.\nhttps://svelte.dev/e/state_descriptors_fixed");throw e.name="Svelte error",e}else throw new Error("https://svelte.dev/e/state_descriptors_fixed")}function xa(){if($){let e=new Error("state_prototype_fixed\nCannot set prototype of `$state` object\nhttps://svelte.dev/e/state_prototype_fixed");throw e.name="Svelte error",e}else throw new Error("https://svelte.dev/e/state_prototype_fixed")}function wa(){if($){let e=new Error("state_unsafe_mutation\nUpdating state inside `$derived(...)`, `$inspect(...)` or a template expression is forbidden. If the value should not be reactive, declare it without `$state`\nhttps://svelte.dev/e/state_unsafe_mutation");throw e.name="Svelte error",e}else throw new Error("https://svelte.dev/e/state_unsafe_mutation")}function Ea(){if($){let e=new Error("svelte_boundary_reset_onerror\nA `<svelte:boundary>` `reset` function cannot be called while an error is still being handled\nhttps://svelte.dev/e/svelte_boundary_reset_onerror");throw e.name="Svelte error",e}else throw new Error("https://svelte.dev/e/svelte_boundary_reset_onerror")}var We=!1,Rr=!1,tr=!1;var Yn=null;function he(e,t){return e.label=t,Oi(e.v,t),e}function Oi(e,t){return e?.[Ti]?.(t),e}function _n(e){return typeof e=="symbol"?`Symbol(${e.description})`:typeof e=="function"?"<function>":typeof e=="object"&&e?"<object>":String(e)}function rr(e){let t=new Error,r=Qc();return r.length===0?null:(r.unshift(`
`),Ge(t,"stack",{value:r.join(`
`)}),Ge(t,"name",{value:e}),t)}function Qc(){let e=Error.stackTraceLimit;Error.stackTraceLimit=1/0;let t=new Error().stack;if(Error.stackTraceLimit=e,!t)return[];let r=t.split(`
`),n=[];for(let o=0;o<r.length;o++){let s=r[o],a=s.replaceAll("\\","/");if(s.trim()!=="Error"){if(s.includes("validate_each_keys"))return[];a.includes("svelte/src/internal")||a.includes("node_modules/.vite")||n.push(s)}}return n}function Ta(e,t){if(!$)throw new Error("invariant(...) was not guarded by if (DEV)");e||oa(t)}function ed(e){let t=e.p;for(;t!==null&&t.c===null;)t=t.p;return t?.c??null}function Co(e,t){return e===null&&Vn(t),e.c??=new Map(ed(e)||void 0)}var K=null;function Ar(e){K=e}var nr=null;function $n(e){nr=e}var ir=null;function Ii(e){ir=e}function ce(e){return Co(K,"getContext").get(e)}function bn(e,t){let r=Co(K,"setContext");if(We){var n=A.f,o=!I&&(n&32)!==0&&!K.i;o||sa()}return r.set(e,t),t}function De(e,t=!1,r){K={p:K,i:!1,c:null,e:null,s:e,x:null,r:A,l:Rr&&!t?{s:null,u:null,$:[]}:null},$&&(K.function=r,ir=r)}function Re(e){var t=K,r=t.e;if(r!==null){t.e=null;for(var n of r)So(n)}return e!==void 0&&(t.x=e),t.i=!0,K=t.p,$&&(ir=K?.function??null),qn(e)}function qn(e={}){return Ge(e,ki,{value:!0}),e}function yr(){return!Rr||K!==null&&K.l===null}var Xr=[];function Ca(){var e=Xr;Xr=[],wi(e)}function ze(e){if(Xr.length===0&&!Kr){var t=Xr;queueMicrotask(()=>{t===Xr&&Ca()})}Xr.push(e)}function Sa(){for(;Xr.length>0;)Ca()}var td=-7169;function ve(e,t){e.f=e.f&td|t}function yn(e){(e.f&512)!==0||e.deps===null?ve(e,1024):ve(e,4096)}function Mi(e,t){(e.f&2048)!==0?t.set(e,2048):(e.f&4096)!==0&&t.get(e)!==2048&&t.set(e,4096),ve(e,1024)}function Da(e){return`{${e.toString().replace(/^async \(\) => /,"").replace(/^\(/,"").replace(/\$\.get\((.+?)\)/g,(t,r)=>r).replace(/\$\.track_reactivity_loss\((.+?)\)\(\)/g,(t,r)=>r).replace(/\)$/,"")}}`}function Li(e,t){if(t){let r=document.body;e.autofocus=!0,ze(()=>{document.activeElement===r&&e.focus()})}}function Ut(e){var t=I,r=A;He(null),Xe(null);try{return e()}finally{He(t),Xe(r)}}function Pi(e,t,r,n){let o=yr()?Ur:Jr;var s=e.filter(h=>!h.settled),a=t.map(o);if($&&a.forEach((h,m)=>{h.label=t[m].toString().replace("() => ","").replaceAll("$.eager(() => ","$state.eager(").replace(/\$\.get\((.+?)\)/g,(_,g)=>g)}),r.length===0&&s.length===0){n(a);return}var l=A,c=Aa(),f=s.length===1?s[0].promise:s.length>1?Promise.all(s.map(h=>h.promise)):null;function v(h){if((l.f&16384)===0){c();try{n([...a,...h])}catch(m){St(m,l)}xn()}}var p=Do();if(r.length===0){f.then(()=>v([])).finally(p);return}function u(){Promise.all(r.map(h=>Ao(h))).then(v).catch(h=>St(h,l)).finally(p)}f?f.then(()=>{if((l.f&16384)!==0){p();return}c(),u(),xn()}):u()}function Aa(){var e=A,t=I,r=K,n=Y;if($)var o=nr;return function(a=!0){Xe(e),He(t),Ar(r),a&&(e.f&16384)===0&&(n?.activate(),n?.apply()),$&&(Ro(null),$n(o))}}var nd=!1;function xn(e=!0){nd=!1,Xe(null),He(null),Ar(null),e&&Y?.deactivate(),$&&(Ro(null),$n(null))}function Do(){var e=A,t=e.b,r=Y,n=!!t?.is_rendered();return t?.update_pending_count(1,r),r.increment(n,e),()=>{t?.update_pending_count(-1,r),r.decrement(n,e)}}var Dt=null;function Ro(e){Dt=e}var jn=new Set;function Ur(e){var t=2050;A!==null&&(A.f|=524288);let r={ctx:K,deps:null,effects:null,equals:Ri,f:t,fn:e,reactions:null,rv:0,v:ye,wv:0,parent:A,ac:null};return $&&tr&&(r.created=rr("created at")),r}var wn=Symbol("obsolete");function Ao(e,t,r){let n=A;n===null&&la();var o=void 0,s=Ke(ye);$&&(s.label=t??Da(e));var a=!I,l=new Set;return Ia(()=>{var c=A;$&&(Dt={effect:c,effect_deps:new Set,warned:!1});var f=Ei();o=f.promise;try{Promise.resolve(e()).then(f.resolve,h=>{h!==Dr&&f.reject(h)}).finally(xn)}catch(h){f.reject(h),xn()}if($){if(Dt){if(c.deps!==null)for(let h=0;h<$t;h+=1)Dt.effect_deps.add(c.deps[h]);if(rt!==null)for(let h=0;h<rt.length;h+=1)Dt.effect_deps.add(rt[h])}Dt=null}var v=Y;if(a){if((c.f&32768)!==0)var p=Do();if(n.b?.is_rendered())v.async_deriveds.get(c)?.reject(wn);else for(let h of l.values())h.reject(wn);l.add(f),v.async_deriveds.set(c,f)}let u=(h,m=void 0)=>{$&&(Dt=null),p?.(),l.delete(f),m!==wn&&(v.activate(),m?(s.f|=8388608,sr(s,m)):((s.f&8388608)!==0&&(s.f^=8388608),$&&r!==void 0&&!s.equals(h)&&(jn.add(s),setTimeout(()=>{jn.has(s)&&(c.f&16384)===0&&(ea(s.label,r),jn.delete(s))})),sr(s,h)),v.deactivate())};f.promise.then(u,h=>u(null,h||"unknown"))}),pt(()=>{for(let c of l)c.reject(wn)}),$&&(s.f|=4194304),new Promise(c=>{function f(v){function p(){v===o?c(s):f(o)}v.then(p,p)}f(o)})}function d(e){let t=Ur(e);return We||Hi(t),t}function Jr(e){let t=Ur(e);return t.equals=Ai,t}function Na(e){var t=e.effects;if(t!==null){e.effects=null;for(var r=0;r<t.length;r+=1)Ae(t[r])}}var No=[];function Xn(e){var t,r=A,n=e.parent;if(!Mt&&n!==null&&e.v!==ye&&(n.f&24576)!==0)return ta(),e.v;if(Xe(n),$){let o=Qr;Fi(new Set);try{Sr.call(No,e)&&ca(),No.push(e),Na(e),t=zi(e)}finally{Xe(r),Fi(o),No.pop()}}else try{Na(e),t=zi(e)}finally{Xe(r)}return t}function Oo(e){var t=Xn(e);if(!e.equals(t)&&(e.wv=En(),(!Y?.is_fork||e.deps===null)&&(Y!==null?(Y.capture(e,t,!0),ar?.capture(e,t,!0)):e.v=t,e.deps===null))){ve(e,1024);return}Mt||(nt!==null?(Hr()||Y?.is_fork)&&nt.set(e,t):yn(e))}function Oa(e){if(e.effects!==null)for(let t of e.effects)(t.teardown||t.ac)&&(t.teardown?.(),t.ac!==null&&Ut(()=>{t.ac.abort(Dr),t.ac=null}),t.fn!==null&&(t.teardown=be),en(t,0),Kn(t))}function Io(e){if(e.effects!==null)for(let t of e.effects)t.teardown&&t.fn!==null&&xr(t)}var Bi=null,kn=null,Y=null,ar=null,nt=null,Po=null,Kr=!1,Mo=!1,Tn=null,Zn=null,Ma=0,Lo=new Set,sd=1,Lt=class e{id=sd++;started=!1;linked=!0;prev=null;next=null;async_deriveds=new Map;current=new Map;previous=new Map;#e=new Set;#t=new Set;#r=0;#n=new Map;#i=null;#o=[];#a=[];#s=new Map;#l=new Map;#c=new Set;is_fork=!1;#d=!1;constructor(){kn===null?Bi=kn=this:(kn.next=this,this.prev=kn),kn=this}#v(){if(this.is_fork)return!0;for(let t of this.#n.keys())if(!this.#_(t))return!0;return!1}#_(t){for(var r=t;r!==null;r=r.parent)if(this.#l.has(r))return!0;return!1}skip_effect(t){this.#l.has(t)||this.#l.set(t,{d:[],m:[]}),this.#c.delete(t)}unskip_effect(t,r=n=>this.schedule(n)){var n=this.#l.get(t);if(n){this.#l.delete(t);for(var o of n.d)ve(o,2048),r(o);for(o of n.m)ve(o,4096),r(o)}this.#c.add(t)}#f(){var t=[];for(let s of this.#o)if(!((s.f&16384)!==0||(s.f&6144)===0)){for(var r=s,n=!1;r.parent!==null;){r=r.parent;var o=r.f;if((o&96)!==0){if((o&1024)===0){n=!0;break}r.f^=1024}}n||t.push(r)}return this.#o=[],t}#g(){if(this.started=!0,$)for(let l of this.current.keys())Lo.add(l);for(let[l,c]of this.#s)ve(l,c),this.schedule(l);this.apply();for(var t=Tn=[],r=[],n=Zn=[];this.#o.length>0;){Ma++>1e3&&(this.#p(),ad());for(let l of this.#f())try{this.#$(l,t,r)}catch(c){throw za(l),this.#v()||this.discard(),c}}if(Y=null,n.length>0){var o=e.ensure();for(let l of n)o.schedule(l)}if(Tn=null,Zn=null,this.#v()){this.#h(r),this.#h(t);for(let[l,c]of this.#l)Fa(l,c);n.length>0&&Y.#g();return}let s=this.#y();if(s){this.#h(r),this.#h(t),s.#u(this);return}this.#s.clear();for(let l of this.#e)l(this);this.#e.clear(),ar=this,La(r),La(t),ar=null,this.#i?.resolve();var a=Y;this.#r===0&&(this.#o.length===0||a!==null)&&(this.#p(),We&&(this.#b(),Y=a)),a!==null&&(Yt.clear(),a.#g())}#$(t,r,n){t.f^=1024;for(var o=t.first;o!==null;){var s=o.f,a=(s&96)!==0,l=a&&(s&1024)!==0,c=l||(s&8192)!==0||this.#l.has(o);if(!c&&o.fn!==null){a?o.f^=1024:(s&4)!==0?r.push(o):We&&(s&16777224)!==0?n.push(o):Yr(o)&&((s&16)!==0&&this.add_dirty_reaction(o,4096),xr(o));var f=o.first;if(f!==null){o=f;continue}}for(;o!==null;){var v=o.next;if(v!==null){o=v;break}o=o.parent}}}#y(){for(var t=this.prev;t!==null;t=t.prev)if(!t.is_fork&&this.#m(t))return t;return null}#m(t){for(let[r,[,n]]of this.current)if(!n&&t.current.has(r))return!0;return!1}#u(t){for(let[n,o]of t.current)!this.previous.has(n)&&t.previous.has(n)&&this.previous.set(n,t.previous.get(n)),this.current.set(n,o);for(let[n,o]of t.async_deriveds){let s=this.async_deriveds.get(n);s&&o.promise.then(s.resolve).catch(s.reject)}t.async_deriveds.clear(),this.transfer_reactions(t.#s);let r=n=>{var o=n.reactions;if(o!==null&&!((n.f&2)!==0&&(n.f&6144)===0))for(let l of o){var s=l.f;if((s&2)!==0)r(l);else{var a=l;s&4194320&&!this.async_deriveds.has(a)&&(this.#s.delete(a),ve(a,2048),this.schedule(a))}}};for(let n of this.current.keys())r(n);this.oncommit(()=>t.discard()),t.#p(),Y=this,this.#g()}#h(t){for(var r=0;r<t.length;r+=1)Mi(t[r],this.#s)}capture(t,r,n=!1){t.v!==ye&&!this.previous.has(t)&&this.previous.set(t,t.v),(t.f&8388608)===0&&(this.current.set(t,[r,n]),nt?.set(t,r)),this.is_fork||(t.v=r)}activate(){Y=this}deactivate(){Y=null,nt=null}flush(){try{$&&Lo.clear(),Mo=!0,Y=this,this.#g()}finally{if(Ma=0,Po=null,Tn=null,Zn=null,Mo=!1,Y=null,nt=null,Yt.clear(),$)for(let t of Lo)t.updated=null}}discard(){for(let t of this.#t)t(this);this.#t.clear();for(let t of this.async_deriveds.values())t.reject(wn);this.#p(),this.#i?.resolve()}register_created_effect(t){this.#a.push(t)}#b(){for(let p=Bi;p!==null;p=p.next){var t=p.id<this.id,r=[];for(let[u,[h,m]]of this.current){if(p.current.has(u)){var n=p.current.get(u)[0];if(t&&h!==n)p.current.set(u,[h,m]);else continue}r.push(u)}if(t)for(let[u,h]of this.async_deriveds){let m=p.async_deriveds.get(u);m&&h.promise.then(m.resolve).catch(m.reject)}var o=[...p.current.keys()].filter(u=>!p.current.get(u)[1]);if(!(!p.started||o.length===0)){var s=o.filter(u=>!this.current.has(u));if(s.length===0)t&&p.discard();else if(r.length>0){if($&&!p.#d&&Ta(p.#o.length===0,"Batch has scheduled effects"),t)for(let u of this.#c)p.unskip_effect(u,h=>{(h.f&4194320)!==0?p.schedule(h):p.#h([h])});p.activate();var a=new Set,l=new Map;for(var c of r)Pa(c,s,a,l);l=new Map;var f=[...p.current].filter(([u,h])=>{let m=this.current.get(u);return m?m[0]!==h[0]||m[1]!==h[1]:!0}).map(([u])=>u);if(f.length>0)for(let u of this.#a)(u.f&155648)===0&&Fo(u,f,l)&&((u.f&4194320)!==0?(ve(u,2048),p.schedule(u)):p.add_dirty_reaction(u,2048));if(p.#o.length>0&&!p.#d){p.apply();for(var v of p.#f())p.#$(v,[],[])}p.deactivate()}}}}increment(t,r){if(this.#r+=1,t){let n=this.#n.get(r)??0;this.#n.set(r,n+1)}}decrement(t,r){if(this.#r-=1,t){let n=this.#n.get(r)??0;n===1?this.#n.delete(r):this.#n.set(r,n-1)}this.#d||(this.#d=!0,ze(()=>{this.#d=!1,this.linked&&this.flush()}))}transfer_reactions(t){for(let[r,n]of t)this.add_dirty_reaction(r,n);t.clear()}add_dirty_reaction(t,r){(r===2048||this.#s.get(t)!==2048)&&this.#s.set(t,r)}oncommit(t){this.#e.add(t)}ondiscard(t){this.#t.add(t)}settled(){return(this.#i??=Ei()).promise}static ensure(){if(Y===null){let t=Y=new e;!Mo&&!Kr&&ze(()=>{t.started||t.flush()})}return Y}apply(){if(!We||!this.is_fork&&this.prev===null&&this.next===null){nt=null;return}nt=new Map;for(let[t,[r]]of this.current)nt.set(t,r);for(let t=Bi;t!==null;t=t.next)if(!(t===this||t.is_fork)&&(t.id>=this.id||!t.#m(this)))for(let[r,n]of t.previous)nt.has(r)||nt.set(r,n)}schedule(t){if(Po=t,t.b?.is_pending&&(t.f&16777228)!==0&&(t.f&32768)===0){t.b.defer_effect(t);return}this.#o.push(t)}#p(){if(this.linked){var t=this.prev,r=this.next;t===null?Bi=r:t.next=r,r===null?kn=t:r.prev=t,this.linked=!1}}};function Vr(e){var t=Kr,r=ar;ar=null,Kr=!0;try{var n;for(e&&(Vr(),n=e());;){if(Sa(),Y===null)return n;Y.flush()}}finally{Kr=t,ar=r}}function ad(){if($){var e=new Map;for(let r of Y.current.keys())for(let[n,o]of r.updated??[]){var t=e.get(n);t||(t={error:o.error,count:0},e.set(n,t)),t.count+=o.count}for(let r of e.values())r.error&&console.error(r.error)}try{ha()}catch(r){$&&Ge(r,"stack",{value:""}),St(r,Po)}}var Vt=null;function La(e){var t=e.length;if(t!==0){for(var r=0;r<t;){var n=e[r++];if((n.f&24576)===0&&Yr(n)&&(Vt=new Set,xr(n),n.deps===null&&n.first===null&&n.nodes===null&&n.teardown===null&&n.ac===null&&zo(n),Vt?.size>0)){Yt.clear();for(let o of Vt){if((o.f&24576)!==0)continue;let s=[o],a=o.parent;for(;a!==null;)Vt.has(a)&&(Vt.delete(a),s.push(a)),a=a.parent;for(let l=s.length-1;l>=0;l--){let c=s[l];(c.f&24576)===0&&xr(c)}}Vt.clear()}}Vt=null}}function Pa(e,t,r,n){if(!r.has(e)&&(r.add(e),e.reactions!==null))for(let o of e.reactions){let s=o.f;(s&2)!==0?Pa(o,t,r,n):(s&4194320)!==0&&(s&2048)===0&&Fo(o,t,n)&&(ve(o,2048),Jn(o))}}function Fo(e,t,r){let n=r.get(e);if(n!==void 0)return n;if(e.deps!==null)for(let o of e.deps){if(Sr.call(t,o))return!0;if((o.f&2)!==0&&Fo(o,t,r))return r.set(o,!0),!0}return r.set(e,!1),!1}function Jn(e){Y.schedule(e)}function Fa(e,t){if(!((e.f&32)!==0&&(e.f&1024)!==0)){(e.f&2048)!==0?t.d.push(e):(e.f&4096)!==0&&t.m.push(e),ve(e,1024);for(var r=e.first;r!==null;)Fa(r,t),r=r.next}}function za(e){ve(e,1024);for(var t=e.first;t!==null;)za(t),t=t.next}var Qr=new Set,Yt=new Map;function Fi(e){Qr=e}var Bo=!1;function Ba(){Bo=!0}function Ke(e,t){var r={f:0,v:e,reactions:null,equals:Ri,rv:0,wv:0};return $&&tr&&(r.created=t??rr("created at"),r.updated=null,r.set_during_effect=!1,r.trace=null),r}function F(e,t){let r=Ke(e,t);return Hi(r),r}function nn(e,t=!1,r=!0){let n=Ke(e);return t||(n.equals=Ai),Rr&&r&&K!==null&&K.l!==null&&(K.l.s??=[]).push(n),n}function y(e,t,r=!1){I!==null&&(!bt||(I.f&131072)!==0)&&yr()&&(I.f&4325394)!==0&&(lr===null||!lr.has(e))&&wa();let n=r?Ue(t):t;return $&&Oi(n,e.label),sr(e,n,Zn)}var rn=null,Ho=0;function sr(e,t,r=null){if(!e.equals(t)){Mt?Yt.set(e,t):Yt.has(e)||Yt.set(e,e.v);var n=Lt.ensure();if(n.capture(e,t),$){if(tr||A!==null){e.updated??=new Map;let o=(e.updated.get("")?.count??0)+1;if(e.updated.set("",{error:null,count:o}),tr||o>5){let s=rr("updated at");if(s!==null){let a=e.updated.get(s.stack);a||(a={error:s,count:0},e.updated.set(s.stack,a)),a.count++}}}A!==null&&(e.set_during_effect=!0)}if((e.f&2)!==0){let o=e;(e.f&2048)!==0&&Xn(o),nt===null&&yn(o)}e.wv=En(),rn=null,Ho=0,Ua(e,2048,r),rn=null,yr()&&A!==null&&(A.f&1024)!==0&&(A.f&96)===0&&(Pt===null?Va([e]):Pt.push(e)),!n.is_fork&&Qr.size>0&&!Bo&&Ui()}return t}function Ui(){Bo=!1;for(let e of Qr){(e.f&1024)!==0&&ve(e,4096);let t;try{t=Yr(e)}catch{t=!0}t&&xr(e)}Qr.clear()}function Be(e){y(e,e.v+1)}function Ua(e,t,r){var n=e.reactions;if(n!==null){var o=yr(),s=n.length;if(Ho+=s,Ho>1e5&&rn===null&&(rn=new Set),rn!==null){if(rn.has(e))return;rn.add(e)}for(var a=0;a<s;a++){var l=n[a],c=l.f;if(!(!o&&l===A)){var f=(c&2048)===0;if(f&&ve(l,t),(c&131072)!==0)Qr.add(l);else if((c&2)!==0){var v=l;nt?.delete(v),Ua(v,4096,r)}else if(f){var p=l;(c&16)!==0&&Vt!==null&&Vt.add(p),r!==null?r.push(p):Jn(p)}}}}}var cd=/^[a-zA-Z_$][a-zA-Z_$0-9]*$/;function Ue(e){if(typeof e!="object"||e===null||_t in e||ki in e)return e;let t=pn(e);if(t!==bo&&t!==Zs)return e;var r=new Map,n=Cr(e),o=F(0),s=$&&tr?rr("created at"):null,a=qt,l=p=>{if(qt===a)return p();var u=I,h=qt;He(null),Uo(a);var m=p();return He(u),Uo(h),m};n&&(r.set("length",F(e.length,s)),$&&(e=fd(e)));var c="";let f=!1;function v(p){if(!f){f=!0,c=p,he(o,`${c} version`);for(let[u,h]of r)he(h,on(c,u));f=!1}}return new Proxy(e,{defineProperty(p,u,h){(!("value"in h)||h.configurable===!1||h.enumerable===!1||h.writable===!1)&&ya();var m=r.get(u);return m===void 0?l(()=>{var _=F(h.value,s);return r.set(u,_),$&&typeof u=="string"&&he(_,on(c,u)),_}):y(m,h.value,!0),!0},deleteProperty(p,u){var h=r.get(u);if(h===void 0){if(u in p){let m=l(()=>F(ye,s));r.set(u,m),Be(o),$&&he(m,on(c,u))}}else y(h,ye),Be(o);return!0},get(p,u,h){if(u===_t)return e;if($&&u===Ti)return v;var m=r.get(u),_=u in p;if(m===void 0&&(!_||Tt(p,u)?.writable)&&(m=l(()=>{var b=Ue(_?p[u]:ye),x=F(b,s);return $&&he(x,on(c,u)),x}),r.set(u,m)),m!==void 0){var g=i(m);return g===ye?void 0:g}return Reflect.get(p,u,h)},getOwnPropertyDescriptor(p,u){this.has?.(p,u);var h=Reflect.getOwnPropertyDescriptor(p,u),m=r.get(u);if(m!==void 0){var _=i(m);if(_===ye)return;if(h&&"value"in h)h.value=_;else return{enumerable:!0,configurable:!0,value:_,writable:!0}}return h},has(p,u){if(u===_t)return!0;var h=r.get(u),m=h!==void 0&&h.v!==ye||Reflect.has(p,u);if(h!==void 0||(A!==null||I!==null)&&(!m||Tt(p,u)?.writable)){h===void 0&&(h=l(()=>{var g=m?Ue(p[u]):ye,b=F(g,s);return $&&he(b,on(c,u)),b}),r.set(u,h));var _=i(h);if(_===ye)return!1}return m},set(p,u,h,m){var _=r.get(u),g=u in p;if(n&&u==="length")for(var b=h;b<_.v;b+=1){var x=r.get(b+"");x!==void 0?y(x,ye):b in p&&(x=l(()=>F(ye,s)),r.set(b+"",x),$&&he(x,on(c,b)))}if(_===void 0)(!g||Tt(p,u)?.writable)&&(_=l(()=>F(void 0,s)),$&&he(_,on(c,u)),y(_,Ue(h)),r.set(u,_));else{g=_.v!==ye;var C=l(()=>Ue(h));y(_,C)}var w=Reflect.getOwnPropertyDescriptor(p,u);if(w?.set&&w.set.call(m,h),!g){if(n&&typeof u=="string"){var k=r.get("length"),E=Number(u);Number.isInteger(E)&&E>=k.v&&y(k,E+1)}Be(o)}return!0},ownKeys(p){i(o);var u=Reflect.ownKeys(p).filter(_=>{var g=r.get(_);return g===void 0||g.v!==ye});for(var[h,m]of r)m.v!==ye&&!(h in p)&&u.push(h);return u},setPrototypeOf(){xa()}})}function on(e,t){return typeof t=="symbol"?`${e}[Symbol(${t.description??""})]`:cd.test(t)?`${e}.${t}`:/^\d+$/.test(t)?`${e}[${t}]`:`${e}['${t}']`}function Vi(e){try{if(e!==null&&typeof e=="object"&&_t in e)return e[_t]}catch{}return e}var dd=new Set(["copyWithin","fill","pop","push","reverse","shift","sort","splice","unshift"]);function fd(e){return new Proxy(e,{get(t,r,n){var o=Reflect.get(t,r,n);return dd.has(r)?function(...s){Ba();var a=o.apply(this,s);return Ui(),a}:o}})}function Ya(){let e=Array.prototype,t=Array.__svelte_cleanup;t&&t();let{indexOf:r,lastIndexOf:n,includes:o}=e;e.indexOf=function(s,a){let l=r.call(this,s,a);if(l===-1){for(let c=a??0;c<this.length;c+=1)if(Vi(this[c])===s){Di("array.indexOf(...)");break}}return l},e.lastIndexOf=function(s,a){let l=n.call(this,s,a??this.length-1);if(l===-1){for(let c=0;c<=(a??this.length-1);c+=1)if(Vi(this[c])===s){Di("array.lastIndexOf(...)");break}}return l},e.includes=function(s,a){let l=o.call(this,s,a);if(!l){for(let c=0;c<this.length;c+=1)if(Vi(this[c])===s){Di("array.includes(...)");break}}return l},Array.__svelte_cleanup=()=>{e.indexOf=r,e.lastIndexOf=n,e.includes=o}}var Yi,qa,Qn,Ga,Wa;function qi(){if(Yi===void 0){Yi=window,qa=document,Qn=/Firefox/.test(navigator.userAgent);var e=Element.prototype,t=Node.prototype,r=Text.prototype;Ga=Tt(t,"firstChild").get,Wa=Tt(t,"nextSibling").get,yo(e)&&(e[Hn]=void 0,e[Ci]=null,e[Bn]=void 0,e.__e=void 0),yo(r)&&(r[Un]=void 0),$&&(e.__svelte_meta=null,Ya())}}function Ve(e=""){return document.createTextNode(e)}function ut(e){return Ga.call(e)}function dt(e){return Wa.call(e)}function ne(e,t){if(!N)return ut(e);var r=ut(V);if(r===null)r=V.appendChild(Ve());else if(t&&r.nodeType!==hn){var n=Ve();return r?.before(n),pe(n),n}return t&&Wi(r),pe(r),r}function Ce(e,t=!1){if(!N){var r=ut(e);return r instanceof Comment&&r.data===""?dt(r):r}if(t){if(V?.nodeType!==hn){var n=Ve();return V?.before(n),pe(n),n}Wi(V)}return V}function Cn(e,t=!1){if(!N)return ut(e);var r=ne(e,t);return G(e),r}function ge(e,t=1,r=!1){let n=N?V:e;for(var o;t--;)o=n,n=dt(n);if(!N)return n;if(r){if(n?.nodeType!==hn){var s=Ve();return n===null?o?.after(s):n.before(s),pe(s),s}Wi(n)}return pe(n),n}function Wn(e){e.textContent=""}function Gi(){if(!We||Vt!==null)return!1;var e=A.f;return(e&32768)!==0}function wr(e,t,r){return t==null||t===Si?r?document.createElement(e,{is:r}):document.createElement(e):r?document.createElementNS(t,e,{is:r}):document.createElementNS(t,e)}function Wi(e){if(e.nodeValue.length<65536)return;let t=e.nextSibling;for(;t!==null&&t.nodeType===hn;)t.remove(),e.nodeValue+=t.nodeValue,t=e.nextSibling}var Vo=new WeakMap;function ja(e){var t=A;if(t===null)return I.f|=8388608,e;if($&&e instanceof Error&&!Vo.has(e)&&Vo.set(e,ud(e,t)),(t.f&32768)===0&&(t.f&4)===0)throw $&&!t.parent&&e instanceof Error&&Xa(e),e;St(e,t)}function St(e,t){if(e===Ot)throw e;if(!(t!==null&&(t.f&16384)!==0)){for(;t!==null;){if((t.f&128)!==0&&(t.f&33570816)===0){if((t.f&32768)===0)throw e;try{t.b.error(e);return}catch(r){e=r}}t=t.parent}throw $&&e instanceof Error&&Xa(e),e}}function ud(e,t){let r=Tt(e,"message");if(!(r&&!r.configurable)){for(var n=Qn?"  ":"	",o=`
${n}in ${t.fn?.name||"<unknown>"}`,s=t.ctx;s!==null;)o+=`
${n}in ${s.function?.[Ht].split("/").pop()}`,s=s.p;return{message:e.message+`
${o}
`,stack:e.stack?.split(`
`).filter(a=>!a.includes("svelte/src/internal")).join(`
`)}}}function Xa(e){let t=Vo.get(e);t&&(Ge(e,"message",{value:t.message}),Ge(e,"stack",{value:t.stack}))}function Go(e){A===null&&(I===null&&pa(e),ua()),Mt&&fa(e)}function pd(e,t){var r=t.last;r===null?t.last=t.first=e:(r.next=e,e.prev=r,t.last=e)}function Gt(e,t){var r=A;if($)for(;r!==null&&(r.f&131072)!==0;)r=r.parent;r!==null&&(r.f&8192)!==0&&(e|=8192);var n={ctx:K,deps:null,nodes:null,f:e|2048|512,first:null,fn:t,last:null,next:null,parent:r,b:r&&r.b,prev:null,teardown:null,wv:0,ac:null};$&&(n.component_function=ir),Y?.register_created_effect(n);var o=n;if((e&4)!==0)Tn!==null?Tn.push(n):Lt.ensure().schedule(n);else if(t!==null){try{xr(n)}catch(a){throw Ae(n),a}o.deps===null&&o.teardown===null&&o.nodes===null&&o.first===o.last&&(o.f&524288)===0&&(o=o.first,(e&16)!==0&&(e&65536)!==0&&o!==null&&(o.f|=65536))}if(o!==null&&(o.parent=r,r!==null&&pd(o,r),I!==null&&(I.f&2)!==0&&(e&64)===0)){var s=I;(s.effects??=[]).push(o)}return n}function Hr(){return I!==null&&!bt}function pt(e){let t=Gt(8,null);return ve(t,1024),t.teardown=e,t}function ht(e){Go("$effect"),$&&Ge(e,"name",{value:"$effect"});var t=A.f,r=!I&&(t&32)!==0&&K!==null&&!K.i;if(r){var n=K;(n.e??=[]).push(e)}else return So(e)}function So(e){return Gt(1048580,e)}function cr(e){return Go("$effect.pre"),$&&Ge(e,"name",{value:"$effect.pre"}),Gt(1048584,e)}function Wo(e){Lt.ensure();let t=Gt(524352,e);return()=>{Ae(t)}}function Ja(e){Lt.ensure();let t=Gt(524352,e);return(r={})=>new Promise(n=>{r.outro?Er(t,()=>{Ae(t),n(void 0)}):(Ae(t),n(void 0))})}function At(e){return Gt(4,e)}function Ia(e){return Gt(4718592,e)}function gt(e,t=0){return Gt(8|t,e)}function Q(e,t=[],r=[],n=[]){Pi(n,t,r,o=>{Gt(8,()=>{e(...o.map(i))})})}function xt(e,t=0){var r=Gt(16|t,e);return $&&(r.dev_stack=nr),r}function jo(e,t=0){var r=Gt(16777216|t,e);return $&&(r.dev_stack=nr),r}function Ye(e){return Gt(524320,e)}function Xo(e){var t=e.teardown;if(t!==null){let r=Mt,n=I;Yo(!0),He(null);try{t.call(null)}catch(o){St(o,e.parent)}finally{Yo(r),He(n)}}}function Kn(e,t=!1){var r=e.first;for(e.first=e.last=null;r!==null;){let o=r.ac;o!==null&&Ut(()=>{o.abort(Dr)});var n=r.next;(r.f&64)!==0?r.parent=null:Ae(r,t),r=n}}function Qa(e){for(var t=e.first;t!==null;){var r=t.next;(t.f&32)===0&&Ae(t),t=r}}function Ae(e,t=!0){var r=!1;(t||(e.f&262144)!==0)&&e.nodes!==null&&e.nodes.end!==null&&(el(e.nodes.start,e.nodes.end),r=!0),e.f|=33554432,Kn(e,t&&!r),en(e,0);var n=e.nodes&&e.nodes.t;if(n!==null)for(let s of n)s.stop();Xo(e),e.f^=33554432,e.f|=16384;var o=e.parent;o!==null&&o.first!==null&&zo(e),$&&(e.component_function=null),e.next=e.prev=e.teardown=e.ctx=e.deps=e.fn=e.nodes=e.ac=e.b=null}function el(e,t){for(;e!==null;){var r=e===t?null:dt(e);e.remove(),e=r}}function zo(e){var t=e.parent,r=e.prev,n=e.next;r!==null&&(r.next=n),n!==null&&(n.prev=r),t!==null&&(t.first===e&&(t.first=n),t.last===e&&(t.last=r))}function Er(e,t,r=!0){var n=[];e.f|=256,tl(e,n,!0);var o=()=>{r&&Ae(e),t&&t()},s=n.length;if(s>0){var a=()=>--s||o();for(var l of n)l.out(a)}else o()}function tl(e,t,r){if((e.f&8192)===0){e.f^=8192;var n=e.nodes&&e.nodes.t;if(n!==null)for(let l of n)(l.is_global||r)&&t.push(l);for(var o=e.first;o!==null;){var s=o.next;if((o.f&64)===0){var a=(o.f&65536)!==0||(o.f&32)!==0&&(e.f&16)!==0;tl(o,t,a?r:!1)}o=s}}}function Sn(e){e.f&=-257,rl(e,!0)}function rl(e,t){if((e.f&256)===0&&(e.f&8192)!==0){e.f^=8192,(e.f&1024)===0&&(ve(e,2048),Lt.ensure().schedule(e));for(var r=e.first;r!==null;){var n=r.next,o=(r.f&65536)!==0||(r.f&32)!==0;rl(r,o?t:!1),r=n}var s=e.nodes&&e.nodes.t;if(s!==null)for(let a of s)(a.is_global||t)&&a.in()}}function Dn(e,t){if(e.nodes)for(var r=e.nodes.start,n=e.nodes.end;r!==null;){var o=r===n?null:dt(r);t.append(r),r=o}}var nl=null;var Mt=!1;function Yo(e){Mt=e}var I=null,bt=!1;function He(e){I=e}var A=null;function Xe(e){A=e}var lr=null;function Hi(e){I!==null&&(!We&&(I.f&2097152)!==0||(I.f&2)!==0)&&(lr??=new Set).add(e)}var rt=null,$t=0,Pt=null;function Va(e){Pt=e}var ol=1,sn=0,qt=sn;function Uo(e){qt=e}function En(){return++ol}function Yr(e){var t=e.f;if((t&2048)!==0)return!0;if((t&4096)!==0){for(var r=e.deps,n=r.length,o=0;o<n;o++){var s=r[o];if(Yr(s)&&Oo(s),s.wv>e.wv)return!0}(t&512)!==0&&nt===null&&ve(e,1024)}return!1}function sl(e,t,r=!0){var n=e.reactions;if(n!==null&&!(!We&&lr!==null&&lr.has(e)))for(var o=0;o<n.length;o++){var s=n[o];(s.f&2)!==0?sl(s,t,!1):t===s&&(r?ve(s,2048):(s.f&1024)!==0&&ve(s,4096),Jn(s))}}function zi(e){var t=rt,r=$t,n=Pt,o=I,s=lr,a=K,l=bt,c=qt,f=e.f;rt=null,$t=0,Pt=null,I=(f&96)===0?e:null,lr=null,Ar(e.ctx),bt=!1,qt=++sn,e.ac!==null&&(Ut(()=>{e.ac.abort(Dr)}),e.ac=null);try{e.f|=2097152;var v=e.fn,p=v();e.f|=32768;var u=il(e);if(yr()&&Pt!==null&&!bt&&u!==null&&(e.f&6146)===0)for(var h=0;h<Pt.length;h++)sl(Pt[h],e);if(o!==null&&o!==e){if(sn++,o.deps!==null)for(let m=0;m<r;m+=1)o.deps[m].rv=sn;if(t!==null)for(let m of t)m.rv=sn;Pt!==null&&(n===null?n=Pt:n.push(...Pt))}return(e.f&8388608)!==0&&(e.f^=8388608),p}catch(m){return il(e),ja(m)}finally{e.f^=2097152,rt=t,$t=r,Pt=n,I=o,lr=s,Ar(a),bt=l,qt=c}}function il(e){var t=e.deps,r=Y?.is_fork;if(rt!==null){var n;if(r||en(e,$t),t!==null&&$t>0)for(t.length=$t+rt.length,n=0;n<rt.length;n++)t[$t+n]=rt[n];else e.deps=t=rt;if(Hr()&&(e.f&512)!==0)for(n=$t;n<t.length;n++)(t[n].reactions??=[]).push(e)}else!r&&t!==null&&$t<t.length&&(en(e,$t),t.length=$t);return t}function hd(e,t){let r=t.reactions;if(r!==null){var n=Ks.call(r,e);if(n!==-1){var o=r.length-1;o===0?r=t.reactions=null:(r[n]=r[o],r.pop())}}if(r===null&&(t.f&2)!==0&&(rt===null||!Sr.call(rt,t))){var s=t;(s.f&512)!==0&&(s.f^=512),s.v!==ye&&yn(s),s.ac!==null&&Ut(()=>{s.ac.abort(Dr),s.ac=null,ve(s,2048)}),Oa(s),en(s,0)}}function en(e,t){var r=e.deps;if(r!==null)for(var n=t;n<r.length;n++)hd(e,r[n])}function xr(e){var t=e.f;if((t&16384)===0){ve(e,1024);var r=A;if(A=e,$){var n=ir;Ii(e.component_function);var o=nr;$n(e.dev_stack??nr)}try{(t&16777232)!==0?Qa(e):Kn(e),Xo(e);var s=zi(e);if(e.teardown=typeof s=="function"?s:null,e.wv=ol,$&&tr&&(e.f&2048)!==0&&e.deps!==null)for(var a of e.deps)a.set_during_effect&&(a.wv=En(),a.set_during_effect=!1)}finally{A=r,$&&(Ii(n),$n(o))}}}async function dr(){if(We)return new Promise(e=>{requestAnimationFrame(()=>e()),setTimeout(()=>e())});await Promise.resolve(),Vr()}function i(e){var t=e.f,r=(t&2)!==0;if(nl?.add(e),I!==null&&!bt){var n=A!==null&&(A.f&16384)!==0;if(!n&&(lr===null||!lr.has(e))){var o=I.deps;if((I.f&2097152)!==0)e.rv<sn&&(e.rv=sn,rt===null&&o!==null&&o[$t]===e?$t++:rt===null?rt=[e]:rt.push(e));else{I.deps??=[],Sr.call(I.deps,e)||I.deps.push(e);var s=e.reactions;s===null?e.reactions=[I]:Sr.call(s,I)||s.push(I)}}}if($){if(!bt&&Dt&&Y===null&&ar===null&&!Dt.warned&&(Dt.effect.f&2097152)===0&&!Dt.effect_deps.has(e)){Dt.warned=!0,Qs(e.label);var a=rr("traced at");a&&console.warn(a)}if(jn.delete(e),tr&&!bt&&Yn!==null&&I!==null&&Yn.reaction===I){if(e.trace)e.trace();else if(a=rr("traced at"),a){var l=Yn.entries.get(e);l===void 0&&(l={traces:[]},Yn.entries.set(e,l));var c=l.traces[l.traces.length-1];a.stack!==c?.stack&&l.traces.push(a)}}}if(Mt&&Yt.has(e))return Yt.get(e);if(r){var f=e;if(Mt){var v=f.v;return((f.f&1024)===0&&f.reactions!==null||ll(f))&&(v=Xn(f)),Yt.set(f,v),v}var p=(f.f&512)===0&&!bt&&I!==null&&(I.f&512)!==0,u=(f.f&32768)===0;Yr(f)&&(p&&(f.f|=512),Oo(f)),p&&!u&&(Io(f),al(f))}if(nt?.has(e))return nt.get(e);if((e.f&8388608)!==0)throw e.v;return e.v}function al(e){if(e.f|=512,e.deps!==null)for(let r of e.deps){var t=r.reactions;t===null?r.reactions=[e]:Sr.call(t,e)||t.push(e),(r.f&2)!==0&&(r.f&512)===0&&(Io(r),al(r))}}function ll(e){if(e.v===ye)return!0;if(e.deps===null)return!1;for(let t of e.deps)if(Yt.has(t)||(t.f&2)!==0&&ll(t))return!0;return!1}function R(e){var t=bt;try{return bt=!0,e()}finally{bt=t}}var gd=["allowfullscreen","async","autofocus","autoplay","checked","controls","default","disabled","formnovalidate","indeterminate","inert","ismap","loop","multiple","muted","nomodule","novalidate","open","playsinline","readonly","required","reversed","seamless","selected","webkitdirectory","defer","disablepictureinpicture","disableremoteplayback"];var Am=[...gd,"formNoValidate","isMap","noModule","playsInline","readOnly","value","volume","defaultValue","defaultChecked","srcObject","noValidate","allowFullscreen","disablePictureInPicture","disableRemotePlayback"];var md=["touchstart","touchmove"];function cl(e){return md.includes(e)}var _d=["$state","$state.raw","$derived","$derived.by"],Nm=[..._d,"$state.eager","$state.snapshot","$props","$props.id","$bindable","$effect","$effect.pre","$effect.tracking","$effect.root","$effect.pending","$inspect","$inspect().with","$inspect.trace","$host"];var ti=Symbol("events"),Jo=new Set,ji=new Set;function ul(e,t,r,n={}){function o(s){if(n.capture||Xi.call(t,s),!s.cancelBubble)return Ut(()=>r?.call(this,s))}return e.startsWith("pointer")||e.startsWith("touch")||e==="wheel"?(o.__removed=!1,ze(()=>{o.__removed||t.addEventListener(e,o,n)})):t.addEventListener(e,o,n),o}function Rn(e,t,r,n,o){var s={capture:n,passive:o},a=ul(e,t,r,s);(t===document.body||t===window||t===document||t instanceof HTMLMediaElement)&&pt(()=>{a.__removed=!0,t.removeEventListener(e,a,s)})}function Ze(e,t,r){(t[ti]??={})[e]=r}function fr(e){for(var t=0;t<e.length;t++)Jo.add(e[t]);for(var r of ji)r(e)}var Ko=null,Zo=!1;function Xi(e){var t=this,r=t.ownerDocument,n=e.type,o=e.composedPath?.()||[],s=o[0]||e.target;Ko=e,Zo||(Zo=!0,setTimeout(()=>{Zo=!1,Ko=null}));var a=0,l=Ko===e&&e[ti];if(l){var c=o.indexOf(l);if(c!==-1&&(t===document||t===window)){e[ti]=t;return}var f=o.indexOf(t);if(f===-1)return;c<=f&&(a=c)}if(s=o[a]||e.target,s!==t){Ge(e,"currentTarget",{configurable:!0,get(){return s||r}});var v=I,p=A;He(null),Xe(null);try{for(var u,h=[];s!==null&&s!==t;){try{var m=s[ti]?.[n];m!=null&&(!s.disabled||e.target===s)&&m.call(s,e)}catch(_){u?h.push(_):u=_}if(e.cancelBubble)break;a++,s=a<o.length?o[a]:null}if(u){for(let _ of h)queueMicrotask(()=>{throw _});throw u}}finally{e[ti]=t,delete e.currentTarget,He(v),Xe(p)}}}var bd=globalThis?.window?.trustedTypes&&globalThis.window.trustedTypes.createPolicy("svelte-trusted-html",{createHTML:e=>e});function pl(e){return bd?.createHTML(e)??e}function Qo(e){var t=wr("template");return t.innerHTML=pl(e.replaceAll("<!>","<!---->")),t.content}function ur(e,t){var r=A;r.nodes===null&&(r.nodes={start:e,end:t,a:null,t:null})}function j(e,t){var r=(t&1)!==0,n=(t&2)!==0,o,s=!e.startsWith("<!>");return()=>{if(N)return ur(V,null),V;o===void 0&&(o=Qo(s?e:"<!>"+e),r||(o=ut(o)));var a=n||Qn?document.importNode(o,!0):o.cloneNode(!0);if(r){var l=ut(a),c=a.lastChild;ur(l,c)}else ur(a,a);return a}}function Ie(){if(N)return ur(V,null),V;var e=document.createDocumentFragment(),t=document.createComment(""),r=Ve();return e.append(t,r),ur(t,r),e}function O(e,t){if(N){var r=A;((r.f&32768)===0||r.nodes.end===null)&&(r.nodes.end=V),ct();return}e!==null&&e.before(t)}function Ki(e){let t=0,r=Ke(0),n;return $&&he(r,"createSubscriber version"),()=>{Hr()&&(i(r),gt(()=>(t===0&&(n=R(()=>e(()=>Be(r)))),t+=1,()=>{ze(()=>{t-=1,t===0&&(n?.(),n=void 0,Be(r))})})))}}var kd=589824;function rs(e,t,r,n){new ts(e,t,r,n)}var ts=class{parent;is_pending=!1;transform_error;#e;#t=N?V:null;#r;#n;#i;#o=null;#a=null;#s=null;#l=null;#c=0;#d=0;#v=!1;#_=new Map;#f=null;#g=Ki(()=>(this.#f=Ke(this.#c),$&&he(this.#f,"$effect.pending()"),()=>{this.#f=null}));constructor(t,r,n,o){this.#e=t,this.#r=r,this.#n=s=>{var a=A;a.b=this,a.f|=128,n(s)},this.parent=A.b,this.transform_error=o??this.parent?.transform_error??(s=>s),this.#i=xt(()=>{if(N){let s=zr(this.#t);ct();let a=s==="[!";if(s.startsWith("[?")){let c=JSON.parse(s.slice("[?".length));this.#y(c)}else a?this.#h():this.#$()}else this.#b()},kd),N&&(this.#e=V)}#$(){try{this.#o=Ye(()=>this.#n(this.#e))}catch(t){this.error(t)}}#y(t){let r=this.#r.failed,{reset:n,invoke_onerror:o}=this.#m(t);ze(o),r&&(this.#s=Ye(()=>{r(this.#e,()=>t,()=>n)}))}#m(t){var r=!1,n=!1;let o=()=>{if(!this.#u()){if(r){ia();return}r=!0,n&&Ea(),this.#s!==null&&Er(this.#s,()=>{this.#s=null}),this.#x(()=>{this.#b()})}};return{reset:o,invoke_onerror:()=>{if(!this.#u())try{n=!0,this.#r.onerror?.(t,o),n=!1}catch(a){St(a,this.#i&&this.#i.parent)}}}}#u(){return(this.#i.f&33570816)!==0}#h(){let t=this.#r.pending;t&&(this.is_pending=!0,this.#a=Ye(()=>t(this.#e)),ze(()=>{if(!this.#u()){var r=this.#l=document.createDocumentFragment(),n=Ve(),o=!1;if(r.append(n),this.#o=this.#x(()=>{try{return Ye(()=>this.#n(n))}catch(s){try{this.error(s),o=!0}catch(a){St(a,this.#i.parent)}return null}}),this.#o===null){this.#l=null,o&&this.#p(Y);return}this.#d===0&&(this.#e.before(r),this.#l=null,Er(this.#a,()=>{this.#a=null}),this.#p(Y))}}))}#b(){try{if(this.is_pending=this.has_pending_snippet(),this.#d=0,this.#c=0,this.#o=Ye(()=>{this.#n(this.#e)}),this.#d>0){var t=this.#l=document.createDocumentFragment();Dn(this.#o,t);let r=this.#r.pending;this.#a=Ye(()=>r(this.#e))}else this.#p(Y)}catch(r){this.error(r)}}#p(t){this.is_pending=!1,t.transfer_reactions(this.#_)}defer_effect(t){Mi(t,this.#_)}is_rendered(){return!this.is_pending&&(!this.parent||this.parent.is_rendered())}has_pending_snippet(){return!!this.#r.pending}#x(t){var r=A,n=I,o=K;Xe(this.#i),He(this.#i),Ar(this.#i.ctx);try{return Lt.ensure(),t()}finally{Xe(r),He(n),Ar(o)}}#w(t,r){if(!this.has_pending_snippet()){this.parent&&this.parent.#w(t,r);return}this.#d+=t,this.#d===0&&(this.#p(r),this.#a&&Er(this.#a,()=>{this.#a=null}),this.#l&&(this.#e.before(this.#l),this.#l=null))}update_pending_count(t,r){this.#w(t,r),this.#c+=t,!(!this.#f||this.#v)&&(this.#v=!0,ze(()=>{this.#v=!1,this.#f&&sr(this.#f,this.#c)}))}get_effect_pending(){return this.#g(),i(this.#f)}error(t){if(t===Ot||!this.#r.onerror&&!this.#r.failed)throw t;Y?.is_fork?(this.#o&&Y.skip_effect(this.#o),this.#a&&Y.skip_effect(this.#a),this.#s&&Y.skip_effect(this.#s),Y.oncommit(()=>{this.#u()||this.#E(t)})):this.#E(t)}#E(t){this.#o&&(Ae(this.#o),this.#o=null),this.#a&&(Ae(this.#a),this.#a=null),this.#s&&(Ae(this.#s),this.#s=null),N&&(pe(this.#t),Eo(),pe(er()));let r=this.#r.failed,n=o=>{if(this.#u())return;let{reset:s,invoke_onerror:a}=this.#m(o);a(),r&&!this.#u()&&(this.#s=this.#x(()=>{try{return Ye(()=>{var l=A;l.b=this,l.f|=128,r(this.#e,()=>o,()=>s)})}catch(l){return St(l,this.#i.parent),null}}))};ze(()=>{if(!this.#u()){var o;try{o=this.transform_error(t)}catch(s){St(s,this.#i&&this.#i.parent);return}o!==null&&typeof o=="object"&&typeof o.then=="function"?o.then(n,s=>St(s,this.#i&&this.#i.parent)):n(o)}})}};var ns=!0;function Ji(e,t){var r=t==null?"":typeof t=="object"?`${t}`:t;r!==(e[Un]??=e.nodeValue)&&(e[Un]=r,e.nodeValue=`${r}`)}function An(e,t){return vl(e,t)}function os(e,t){qi(),t.intro=t.intro??!1;let r=t.target,n=N,o=V;try{for(var s=ut(r);s&&(s.nodeType!==zt||s.data!=="[");)s=dt(s);if(!s)throw Ot;Me(!0),pe(s);let a=vl(e,{...t,anchor:s});return Me(!1),a}catch(a){if(a instanceof Error&&a.message.split(`
`).some(l=>l.startsWith("https://svelte.dev/e/")))throw a;return a!==Ot&&console.warn("Failed to hydrate: ",a),t.recover===!1&&ga(),qi(),Wn(r),Me(!1),An(e,t)}finally{Me(n),pe(o)}}var Zi=new Map;function vl(e,{target:t,anchor:r,props:n={},events:o,context:s,intro:a=!0,transformError:l}){qi();var c=void 0,f=Ja(()=>{var v=r??t.appendChild(Ve());rs(v,{pending:()=>{}},h=>{De({});var m=K;if(s&&(m.c=s),o&&(n.$$events=o),N&&ur(h,null),ns=a,c=e(h,n)||qn(),ns=!0,N&&(A.nodes.end=V,V===null||V.nodeType!==zt||V.data!=="]"))throw jr(),Ot;Re()},l);var p=new Set,u=h=>{for(var m=0;m<h.length;m++){var _=h[m];if(!p.has(_)){p.add(_);var g=cl(_);for(let C of[t,document]){var b=Zi.get(C);b===void 0&&(b=new Map,Zi.set(C,b));var x=b.get(_);x===void 0?(C.addEventListener(_,Xi,{passive:g}),b.set(_,1)):b.set(_,x+1)}}}};return u(un(Jo)),ji.add(u),()=>{for(var h of p)for(let g of[t,document]){var m=Zi.get(g),_=m.get(h);--_==0?(g.removeEventListener(h,Xi),m.delete(h),m.size===0&&Zi.delete(g)):m.set(h,_)}ji.delete(u),v!==r&&v.parentNode?.removeChild(v)}});return is.set(c,f),c}var is=new WeakMap;function ri(e,t){let r=is.get(e);return r?(is.delete(e),r(t)):($&&na(),Promise.resolve())}var pr=class{anchor;#e=new Map;#t=new Map;#r=new Map;#n=new Set;#i=!0;constructor(t,r=!0){this.anchor=t,this.#i=r}#o=t=>{if(this.#e.has(t)){var r=this.#e.get(t),n=this.#t.get(r);if(n)Sn(n),this.#n.delete(r);else{var o=this.#r.get(r);o&&(Sn(o.effect),this.#t.set(r,o.effect),this.#r.delete(r),$&&(o.fragment.lastChild[xo]=this.anchor),o.fragment.lastChild.remove(),this.anchor.before(o.fragment),n=o.effect)}for(let[s,a]of this.#e){if(this.#e.delete(s),s===t)break;let l=this.#r.get(a);l&&(Ae(l.effect),this.#r.delete(a))}for(let[s,a]of this.#t){if(s===r||this.#n.has(s))continue;let l=()=>{if(Array.from(this.#e.values()).includes(s)){var f=document.createDocumentFragment();Dn(a,f),f.append(Ve()),this.#r.set(s,{effect:a,fragment:f})}else Ae(a);this.#n.delete(s),this.#t.delete(s)};this.#i||!n?(this.#n.add(s),Er(a,l,!1)):l()}}};#a=t=>{this.#e.delete(t);let r=Array.from(this.#e.values());for(let[n,o]of this.#r)r.includes(n)||(Ae(o.effect),this.#r.delete(n))};ensure(t,r){var n=Y,o=Gi();if(r&&!this.#t.has(t)&&!this.#r.has(t))if(o){var s=document.createDocumentFragment(),a=Ve();s.append(a),this.#r.set(t,{effect:Ye(()=>r(a)),fragment:s})}else this.#t.set(t,Ye(()=>r(this.anchor)));if(this.#e.set(n,t),o){for(let[l,c]of this.#t)l===t?n.unskip_effect(c):n.skip_effect(c);for(let[l,c]of this.#r)l===t?n.unskip_effect(c.effect):n.skip_effect(c.effect);n.oncommit(this.#o),n.ondiscard(this.#a)}else N&&(this.anchor=V),this.#o(n)}};function Je(e,t,r=!1){var n;N&&(n=V,ct());var o=new pr(e),s=r?65536:0;function a(l,c){if(N){var f=zr(n);if(l!==parseInt(f.substring(1))){var v=er();pe(v),o.anchor=v,Me(!1),o.ensure(l,c),Me(!0);return}}o.ensure(l,c)}xt(()=>{var l=!1;t((c,f=0)=>{l=!0,a(f,c)}),l||a(-1,null)},s)}function Pe(e,t){return t}function Nd(e,t,r){for(var n=[],o=t.length,s,a=t.length,l=0;l<o;l++){let p=t[l];Er(p,()=>{if(s){if(s.pending.delete(p),s.done.add(p),s.pending.size===0){var u=e.outrogroups;ss(e,un(s.done)),u.delete(s),u.size===0&&(e.outrogroups=null)}}else a-=1},!1)}if(a===0){var c=n.length===0&&r!==null&&e.pending.size===0;if(c){var f=r,v=f.parentNode;Wn(v),v.append(f),e.items.clear()}ss(e,t,!c)}else s={pending:new Set(t),done:new Set},(e.outrogroups??=new Set).add(s)}function ss(e,t,r=!0){var n;if(e.pending.size>0){n=new Set;for(let a of e.pending.values())for(let l of a)n.add(e.items.get(l).e)}for(var o=0;o<t.length;o++){var s=t[o];if(n?.has(s)){s.f|=33554432;let a=document.createDocumentFragment();Dn(s,a)}else Ae(t[o],r)}}var gl;function Ee(e,t,r,n,o,s=null){var a=e,l=new Map,c=(t&4)!==0;if(c){var f=e;a=N?pe(ut(f)):f.appendChild(Ve())}N&&ct();var v=null,p=Jr(()=>{var x=r();return Cr(x)?x:x==null?[]:un(x)});$&&he(p,"{#each ...}");var u=new Map,h=!0;function m(x){if((b.effect.f&16384)===0){b.pending.delete(x);var C=i(p);b.fallback=v,Od(b,C,a,t,n),v!==null&&(C.length===0?(v.f&33554432)===0?Sn(v):(v.f^=33554432,ii(v,null,a)):Er(v,()=>{v=null}))}}function _(x){b.pending.delete(x)}var g=xt(()=>{var x=i(p),C=x.length;let w=!1;if(N){var k=zr(a)==="[!";k!==(C===0)&&(a=er(),pe(a),Me(!1),w=!0)}for(var E=new Set,T=Y,B=Gi(),M=0;M<C;M+=1){N&&V.nodeType===zt&&V.data==="]"&&(a=V,w=!0,Me(!1));var W=x[M],ie=n(W,M);if($){var J=n(W,M);ie!==J&&da(String(M),String(ie),String(J))}var S=h?null:l.get(ie);S?(S.v&&sr(S.v,W),S.i&&sr(S.i,M),B&&T.unskip_effect(S.e)):(S=Id(l,h?a:gl??=Ve(),W,ie,M,o,t,r),h||(S.e.f|=33554432),l.set(ie,S)),E.add(ie)}if(C===0&&s&&!v&&(h?v=Ye(()=>s(a)):(v=Ye(()=>s(gl??=Ve())),v.f|=33554432)),C>E.size&&($?Md(x,n):To("","","")),N&&C>0&&pe(er()),!h)if(u.set(T,E),B){for(let[q,Z]of l)E.has(q)||T.skip_effect(Z.e);T.oncommit(m),T.ondiscard(_)}else m(T);w&&Me(!0),i(p)}),b={effect:g,flags:t,items:l,pending:u,outrogroups:null,fallback:v};h=!1,N&&(a=V)}function ni(e){for(;e!==null&&(e.f&32)===0;)e=e.next;return e}function Od(e,t,r,n,o){var s=(n&8)!==0,a=t.length,l=e.items,c=ni(e.effect.first),f,v=null,p,u=[],h=[],m,_,g,b;if(s)for(b=0;b<a;b+=1)m=t[b],_=o(m,b),g=l.get(_).e,(g.f&33554432)===0&&(g.nodes?.a?.measure(),(p??=new Set).add(g));for(b=0;b<a;b+=1){if(m=t[b],_=o(m,b),g=l.get(_).e,e.outrogroups!==null)for(let W of e.outrogroups)W.pending.delete(g),W.done.delete(g);if((g.f&8192)!==0&&(Sn(g),s&&(g.nodes?.a?.unfix(),(p??=new Set).delete(g))),(g.f&33554432)!==0)if(g.f^=33554432,g===c)ii(g,null,r);else{var x=v?v.next:c;g===e.effect.last&&(e.effect.last=g.prev),g.prev&&(g.prev.next=g.next),g.next&&(g.next.prev=g.prev),qr(e,v,g),qr(e,g,x),ii(g,x,r),v=g,u=[],h=[],c=ni(v.next);continue}if(g!==c){if(f!==void 0&&f.has(g)){if(u.length<h.length){var C=h[0],w;v=C.prev;var k=u[0],E=u[u.length-1];for(w=0;w<u.length;w+=1)ii(u[w],C,r);for(w=0;w<h.length;w+=1)f.delete(h[w]);qr(e,k.prev,E.next),qr(e,v,k),qr(e,E,C),c=C,v=E,b-=1,u=[],h=[]}else f.delete(g),ii(g,c,r),qr(e,g.prev,g.next),qr(e,g,v===null?e.effect.first:v.next),qr(e,v,g),v=g;continue}for(u=[],h=[];c!==null&&c!==g;)(f??=new Set).add(c),h.push(c),c=ni(c.next);if(c===null)continue}(g.f&33554432)===0&&u.push(g),v=g,c=ni(g.next)}if(e.outrogroups!==null){for(let W of e.outrogroups)W.pending.size===0&&(ss(e,un(W.done)),e.outrogroups?.delete(W));e.outrogroups.size===0&&(e.outrogroups=null)}if(c!==null||f!==void 0){var T=[];if(f!==void 0)for(g of f)(g.f&8192)===0&&T.push(g);for(;c!==null;)(c.f&8192)===0&&c!==e.fallback&&T.push(c),c=ni(c.next);var B=T.length;if(B>0){var M=(n&4)!==0&&a===0?r:null;if(s){for(b=0;b<B;b+=1)T[b].nodes?.a?.measure();for(b=0;b<B;b+=1)T[b].nodes?.a?.fix()}Nd(e,T,M)}}s&&ze(()=>{if(p!==void 0)for(g of p)g.nodes?.a?.apply()})}function Id(e,t,r,n,o,s,a,l){var c=(a&1)!==0?(a&16)===0?nn(r,!1,!1):Ke(r):null,f=(a&2)!==0?Ke(o):null;return $&&c&&(c.trace=()=>{l()[f?.v??o]}),{v:c,i:f,e:Ye(()=>(s(t,c??r,f??o,l),()=>{e.delete(n)}))}}function ii(e,t,r){if(e.nodes)for(var n=e.nodes.start,o=e.nodes.end,s=t&&(t.f&33554432)===0?t.nodes.start:r;n!==null;){var a=dt(n);if(s.before(n),n===o)return;n=a}}function qr(e,t,r){t===null?e.effect.first=r:t.next=r,r===null?e.effect.last=t:r.prev=t}function Md(e,t){let r=new Map,n=e.length;for(let o=0;o<n;o++){let s=t(e[o],o);if(r.has(s)){let a=String(r.get(s)),l=String(o),c=String(s);c.startsWith("[object ")&&(c=null),To(a,l,c)}r.set(s,o)}}function it(e,t,...r){var n=new pr(e);xt(()=>{let o=t()??null;$&&o==null&&ma(),n.ensure(o,o&&(s=>o(s,...r)))},65536)}function oi(e,t,r){var n;N&&(n=V,ct());var o=new pr(e);xt(()=>{var s=t()??null;if(N){var a=zr(n),l=a==="[",c=s!==null;if(l!==c){var f=er();pe(f),o.anchor=f,Me(!1),o.ensure(s,s&&(v=>r(v,s))),Me(!0);return}}o.ensure(s,s&&(v=>r(v,s)))},65536)}function ke(e,t){var r=void 0,n;jo(()=>{r!==(r=t())&&(n&&(Ae(n),n=null),r&&(n=Ye(()=>{At(()=>r(e))})))})}function $l(e){var t,r,n="";if(typeof e=="string"||typeof e=="number")n+=e;else if(typeof e=="object")if(Array.isArray(e)){var o=e.length;for(t=0;t<o;t++)e[t]&&(r=$l(e[t]))&&(n&&(n+=" "),n+=r)}else for(r in e)e[r]&&(n&&(n+=" "),n+=r);return n}function bl(){for(var e,t,r=0,n="",o=arguments.length;r<o;r++)(e=arguments[r])&&(t=$l(e))&&(n&&(n+=" "),n+=t);return n}function Wt(e){return typeof e=="object"?bl(e):e??""}var yl=[...` 	
\r\f\xA0\v\uFEFF`];function wl(e,t,r){var n=e==null?"":""+e;if(t&&(n=n?n+" "+t:t),r){for(var o of Object.keys(r))if(r[o])n=n?n+" "+o:o;else if(n.length)for(var s=o.length,a=0;(a=n.indexOf(o,a))>=0;){var l=a+s;(a===0||yl.includes(n[a-1]))&&(l===n.length||yl.includes(n[l]))?n=(a===0?"":n.substring(0,a))+n.substring(l+1):a=l}}return n===""?null:n}function xl(e,t=!1){var r=t?" !important;":";",n="";for(var o of Object.keys(e)){var s=e[o];s!=null&&s!==""&&(n+=" "+o+": "+s+r)}return n}function as(e){return e[0]!=="-"||e[1]!=="-"?e.toLowerCase():e}function El(e,t){if(t){var r="",n,o;if(Array.isArray(t)?(n=t[0],o=t[1]):n=t,e){e=String(e).replaceAll(/\/\*.*?\*\//g,"").trim();var s=!1,a=0,l=!1,c=[];n&&c.push(...Object.keys(n).map(as)),o&&c.push(...Object.keys(o).map(as));var f=0,v=-1;let _=e.length;for(var p=0;p<_;p++){var u=e[p];if(l?u==="/"&&e[p-1]==="*"&&(l=!1):s?s===u&&(s=!1):u==="/"&&e[p+1]==="*"?l=!0:u==='"'||u==="'"?s=u:u==="("?a++:u===")"&&a--,!l&&s===!1&&a===0){if(u===":"&&v===-1)v=p;else if(u===";"||p===_-1){if(v!==-1){var h=as(e.substring(f,v).trim());if(!c.includes(h)){u!==";"&&p++;var m=e.substring(f,p).trim();r+=" "+m+";"}}f=p+1,v=-1}}}}return n&&(r+=xl(n)),o&&(r+=xl(o,!0)),r=r.trim(),r===""?null:r}return e==null?null:String(e)}function z(e,t,r,n,o,s){var a=e[Hn];if(N||a!==r||a===void 0){var l=wl(r,n,s);(!N||l!==e.getAttribute("class"))&&(l==null?e.removeAttribute("class"):t?e.className=l:e.setAttribute("class",l)),e[Hn]=r}else if(s&&o!==s)for(var c in s){var f=!!s[c];(o==null||f!==!!o[c])&&e.classList.toggle(c,f)}return s}function ls(e,t={},r,n){for(var o in r){var s=r[o];t[o]!==s&&(r[o]==null?e.style.removeProperty(o):e.style.setProperty(o,s,n))}}function jt(e,t,r,n){var o=e[Bn];if(N||o!==t){var s=El(t,n);(!N||s!==e.getAttribute("style"))&&(s==null?e.removeAttribute("style"):e.style.cssText=s),e[Bn]=t}else n&&(Array.isArray(n)?(ls(e,r?.[0],n[0]),ls(e,r?.[1],n[1],"important")):ls(e,r,n));return n}var Gd=Symbol("is custom element"),Wd=Symbol("is html"),jd=wo?"link":"LINK";function me(e,t,r,n){var o=Xd(e);if(N&&(o[t]=e.getAttribute(t),t==="src"||t==="srcset"||t==="href"&&e.nodeName===jd)){n||Zd(e,t,r??"");return}var s=o[t];s!==(o[t]=r)&&(t==="loading"&&(e[Js]=r),r==null?e.removeAttribute(t):typeof r!="string"&&Kd(e).has(t)?e[t]=r:N&&(typeof r=="number"||typeof r=="boolean")&&s===String(r)||e.setAttribute(t,r))}function Xd(e){return e[Ci]??={[Gd]:e.nodeName.includes("-"),[Wd]:e.namespaceURI===Si}}var kl=new Map;function Kd(e){var t=e.getAttribute("is")||e.nodeName,r=kl.get(t);if(r)return r;kl.set(t,r=new Set);for(var n,o=e,s=Element.prototype;s!==o;){n=$o(o);for(var a in n)n[a].set&&a!=="innerHTML"&&a!=="textContent"&&a!=="innerText"&&r.add(a);o=pn(o)}return r}function Zd(e,t,r){$&&(t==="srcset"&&Jd(e,r)||cs(e.getAttribute(t)??"",r)||ra(t,e.outerHTML.replace(e.innerHTML,e.innerHTML&&"..."),String(r)))}function cs(e,t){return e===t?!0:new URL(e,document.baseURI).href===new URL(t,document.baseURI).href}function Tl(e){return e.split(",").map(t=>t.trim().split(" ").filter(Boolean))}function Jd(e,t){var r=Tl(e.srcset),n=Tl(t);return n.length===r.length&&n.every(([o,s],a)=>s===r[a][1]&&(cs(r[a][0],o)||cs(o,r[a][0])))}var ds=class e{#e=new WeakMap;#t;#r;static entries=new WeakMap;constructor(t){this.#r=t}observe(t,r){var n=this.#e.get(t)||new Set;return n.add(r),this.#e.set(t,n),this.#n().observe(t,this.#r),()=>{var o=this.#e.get(t);o.delete(r),o.size===0&&(this.#e.delete(t),this.#t.unobserve(t))}}#n(){return this.#t??(this.#t=new ResizeObserver(t=>{for(var r of t){e.entries.set(r.target,r);for(var n of this.#e.get(r.target)||[])n(r)}}))}};var Qd=new ds({box:"border-box"});function eo(e,t,r){var n=Qd.observe(e,()=>r(e[t]));At(()=>(R(()=>r(e[t])),n))}function fs(e,t){return e===t||e?.[_t]===t}function Xt(e=qn(),t,r,n){var o=K.r,s=A;return At(()=>{var a,l;return gt(()=>{a=l,l=n?.()||[],R(()=>{fs(r(...l),e)||(t(e,...l),a&&fs(r(...a),e)&&t(null,...a))})}),()=>{let c=s;for(;c!==o&&c.parent!==null&&c.parent.f&33554432;)c=c.parent;let f=()=>{l&&fs(r(...l),e)&&t(null,...l)},v=c.teardown;c.teardown=()=>{f(),v?.()}}}),e}var to=!1;function us(e){var t=to;try{return to=!1,[e(),to]}finally{to=t}}var af={get(e,t){if(!e.exclude.has(t))return e.props[t]},set(e,t){return $&&$a(`${e.name}.${String(t)}`),!1},getOwnPropertyDescriptor(e,t){if(!e.exclude.has(t)&&t in e.props)return{enumerable:!0,configurable:!0,value:e.props[t]}},has(e,t){return e.exclude.has(t)?!1:t in e.props},ownKeys(e){return Reflect.ownKeys(e.props).filter(t=>!e.exclude.has(t))}};function ps(e,t,r){return new Proxy($?{props:e,exclude:t,name:r}:{props:e,exclude:t},af)}function fe(e,t,r,n){var o=!Rr||(r&2)!==0,s=(r&8)!==0,a=(r&16)!==0,l=n,c=!0,f=void 0,v=()=>a&&o?(f??=Ur(n),i(f)):(c&&(c=!1,l=a?R(n):n),l);let p;if(s){var u=_t in e||zn in e;p=Tt(e,t)?.set??(u&&t in e?w=>e[t]=w:void 0)}var h,m=!1;s?[h,m]=us(()=>e[t]):h=e[t],h===void 0&&n!==void 0&&(h=v(),p&&(o&&_a(t),p(h)));var _;if(o?_=()=>{var w=e[t];return w===void 0?v():(c=!0,w)}:_=()=>{var w=e[t];return w!==void 0&&(l=void 0),w===void 0?l:w},o&&(r&4)===0)return _;if(p){var g=e.$$legacy;return(function(w,k){return arguments.length>0?((!o||!k||g||m)&&p(k?_():w),w):_()})}var b=!1,x=((r&1)!==0?Ur:Jr)(()=>(b=!1,_()));$&&(x.label=t),s&&i(x);var C=A;return(function(w,k){if(arguments.length>0){let E=k?i(x):o&&s?Ue(w):w;return y(x,E),b=!0,l!==void 0&&(l=E),w}return Mt&&b||(C.f&16384)!==0?x.v:i(x)})}function Sl(e){return new hs(e)}var hs=class{#e;#t;constructor(t){var r=new Map,n=(s,a)=>{var l=nn(a,!1,!1);return r.set(s,l),l};let o=new Proxy({...t.props||{},$$events:{}},{get(s,a){return i(r.get(a)??n(a,Reflect.get(s,a)))},has(s,a){return a===zn?!0:(i(r.get(a)??n(a,Reflect.get(s,a))),Reflect.has(s,a))},set(s,a,l){return y(r.get(a)??n(a,l),l),Reflect.set(s,a,l)}});this.#t=(t.hydrate?os:An)(t.component,{target:t.target,anchor:t.anchor,props:o,context:t.context,intro:t.intro??!1,recover:t.recover,transformError:t.transformError}),!We&&(!t?.props?.$$host||t.sync===!1)&&Vr(),this.#e=o.$$events;for(let s of Object.keys(this.#t))s==="$set"||s==="$destroy"||s==="$on"||Ge(this,s,{get(){return this.#t[s]},set(a){this.#t[s]=a},enumerable:!0});this.#t.$set=s=>{Object.assign(o,s)},this.#t.$destroy=()=>{ri(this.#t)}}$set(t){this.#t.$set(t)}$on(t,r){this.#e[t]=this.#e[t]||[];let n=(...o)=>r.call(this,...o);return this.#e[t].push(n),()=>{this.#e[t]=this.#e[t].filter(o=>o!==n)}}$destroy(){this.#t.$destroy()}};var vf;typeof HTMLElement=="function"&&(vf=class extends HTMLElement{$$ctor;$$s;$$c;$$cn=!1;$$d={};$$r=!1;$$p_d={};$$l={};$$l_u=new Map;$$me;$$shadowRoot=null;constructor(e,t,r){super(),this.$$ctor=e,this.$$s=t,r&&(this.$$shadowRoot=this.attachShadow(r))}addEventListener(e,t,r){if(this.$$l[e]=this.$$l[e]||[],this.$$l[e].push(t),this.$$c){let n=this.$$c.$on(e,t);this.$$l_u.set(t,n)}super.addEventListener(e,t,r)}removeEventListener(e,t,r){if(super.removeEventListener(e,t,r),this.$$c){let n=this.$$l_u.get(t);n&&(n(),this.$$l_u.delete(t))}}async connectedCallback(){if(this.$$cn=!0,!this.$$c){let e=function(n){return o=>{let s=wr("slot");n!=="default"&&(s.name=n),O(o,s)}};if(await Promise.resolve(),!this.$$cn||this.$$c)return;let t={},r=gf(this);for(let n of this.$$s)n in r&&(n==="default"&&!this.$$d.children?(this.$$d.children=e(n),t.default=!0):t[n]=e(n));for(let n of this.attributes){let o=this.$$g_p(n.name);o in this.$$d||(this.$$d[o]=vs(o,n.value,this.$$p_d,"toProp"))}for(let n in this.$$p_d)!(n in this.$$d)&&this[n]!==void 0&&(this.$$d[n]=this[n],delete this[n]);this.$$c=Sl({component:this.$$ctor,target:this.$$shadowRoot||this,props:{...this.$$d,$$slots:t,$$host:this}}),this.$$me=Wo(()=>{gt(()=>{this.$$r=!0;for(let n of _o(this.$$c)){if(!this.$$p_d[n]?.reflect)continue;this.$$d[n]=this.$$c[n];let o=vs(n,this.$$d[n],this.$$p_d,"toAttribute");o==null?this.removeAttribute(this.$$p_d[n].attribute||n):this.setAttribute(this.$$p_d[n].attribute||n,o)}this.$$r=!1})});for(let n in this.$$l)for(let o of this.$$l[n]){let s=this.$$c.$on(n,o);this.$$l_u.set(o,s)}this.$$l={}}}attributeChangedCallback(e,t,r){this.$$r||(e=this.$$g_p(e),this.$$d[e]=vs(e,r,this.$$p_d,"toProp"),this.$$c?.$set({[e]:this.$$d[e]}))}disconnectedCallback(){this.$$cn=!1,Promise.resolve().then(()=>{!this.$$cn&&this.$$c&&(this.$$c.$destroy(),this.$$me(),this.$$c=void 0)})}$$g_p(e){return _o(this.$$p_d).find(t=>this.$$p_d[t].attribute===e||!this.$$p_d[t].attribute&&t.toLowerCase()===e)||e}});function vs(e,t,r,n){let o=r[e]?.type;if(t=o==="Boolean"&&typeof t!="boolean"?t!=null:t,!n||!r[e])return t;if(n==="toAttribute")switch(o){case"Object":case"Array":return t==null?null:JSON.stringify(t);case"Boolean":return t?"":null;case"Number":return t??null;default:return t}else switch(o){case"Object":case"Array":return t&&JSON.parse(t);case"Boolean":return t;case"Number":return t!=null?+t:t;default:return t}}function gf(e){let t={};return e.childNodes.forEach(r=>{t[r.slot||"default"]=!0}),t}if($){let e=function(t){if(!(t in globalThis)){let r;Object.defineProperty(globalThis,t,{configurable:!0,get:()=>{if(r!==void 0)return r;ba(t)},set:n=>{r=n}})}};e("$state"),e("$effect"),e("$derived"),e("$inspect"),e("$props"),e("$bindable")}function Dl(){return I===null&&va(),(I.ac??=new AbortController).signal}function si(e){K===null&&Vn("onMount"),Rr&&K.l!==null?_f(K).m.push(e):ht(()=>{let t=R(e);if(typeof t=="function")return t})}function _f(e){var t=e.l;return t.u??={a:[],b:[],m:[]}}typeof window<"u"&&((window.__svelte??={}).v??=new Set).add("5");var Nn=class extends Map{#e=new Map;#t=F(0);#r=F(0);#n=qt||-1;constructor(t){if(super(),$&&(t=new Map(t),he(this.#t,"SvelteMap version"),he(this.#r,"SvelteMap.size")),t){for(var[r,n]of t)super.set(r,n);this.#r.v=super.size}}#i(t){return qt===this.#n?F(t):Ke(t)}has(t){var r=this.#e,n=r.get(t);if(n===void 0)if(super.has(t))n=this.#i(0),$&&he(n,`SvelteMap get(${_n(t)})`),r.set(t,n);else return i(this.#t),!1;return i(n),!0}forEach(t,r){this.#o(),super.forEach(t,r)}get(t){var r=this.#e,n=r.get(t);if(n===void 0)if(super.has(t))n=this.#i(0),$&&he(n,`SvelteMap get(${_n(t)})`),r.set(t,n);else{i(this.#t);return}return i(n),super.get(t)}getOrInsert(t,r){return super.has(t)||this.set(t,r),this.get(t)}getOrInsertComputed(t,r){return super.has(t)||this.set(t,r(t)),this.get(t)}set(t,r){var n=this.#e,o=n.get(t),s=super.get(t),a=super.set(t,r),l=this.#t;if(o===void 0)o=this.#i(0),$&&he(o,`SvelteMap get(${_n(t)})`),n.set(t,o),y(this.#r,super.size),Be(l);else if(s!==r){Be(o);var c=l.reactions===null?null:new Set(l.reactions),f=c===null||!o.reactions?.every(v=>c.has(v));f&&Be(l)}return a}delete(t){var r=this.#e,n=r.get(t),o=super.delete(t);return n!==void 0&&(r.delete(t),y(n,-1)),o&&(y(this.#r,super.size),Be(this.#t)),o}clear(){if(super.size!==0){super.clear();var t=this.#e;y(this.#r,0);for(var r of t.values())y(r,-1);Be(this.#t),t.clear()}}#o(){i(this.#t);var t=this.#e;if(this.#r.v!==t.size){for(var r of super.keys())if(!t.has(r)){var n=this.#i(0);$&&he(n,`SvelteMap get(${_n(r)})`),t.set(r,n)}}for([,n]of this.#e)i(n)}keys(){return i(this.#t),super.keys()}values(){return this.#o(),super.values()}entries(){return this.#o(),super.entries()}[Symbol.iterator](){return this.entries()}get size(){return i(this.#r),super.size}};var Rl=Symbol("replace"),ro=class extends URLSearchParams{#e=$?he(F(0),"SvelteURLSearchParams version"):F(0);#t=Al();#r=!1;#n(){if(!this.#t||this.#r)return;this.#r=!0;let t=super.toString();this.#t.search=t&&`?${t}`,this.#r=!1}[Rl](t){if(!this.#r&&t.toString()!==super.toString()){this.#r=!0;for(let r of[...super.keys()])super.delete(r);for(let[r,n]of t)super.append(r,n);Be(this.#e),this.#r=!1}}append(t,r){super.append(t,r),this.#n(),Be(this.#e)}delete(t,r){var n=super.has(t,r);super.delete(t,r),n&&(this.#n(),Be(this.#e))}get(t){return i(this.#e),super.get(t)}getAll(t){return i(this.#e),super.getAll(t)}has(t,r){return i(this.#e),super.has(t,r)}keys(){return i(this.#e),super.keys()}forEach(t,r){i(this.#e),super.forEach(t,r)}set(t,r){var n=super.getAll(t);super.set(t,r);var o=super.getAll(t);(n.length!==o.length||n.some((s,a)=>s!==o[a]))&&(this.#n(),Be(this.#e))}sort(){super.sort(),this.#n(),Be(this.#e)}toString(){return i(this.#e),super.toString()}values(){return i(this.#e),super.values()}entries(){return i(this.#e),super.entries()}[Symbol.iterator](){return this.entries()}get size(){return i(this.#e),super.size}};var bf=null;function Al(){return bf}function Ss(e,t=void 0){return function(r){return r.key==="Enter"||r.key===" "&&!r.preventDefault()?e.call(t,r):void 0}}function Qe(e,t){return t?null:r=>{typeof e=="string"?r.innerText=e:e?.domNodes?r.replaceChildren(...e.domNodes):e?.html&&(r.innerHTML=e.html)}}function yf(e){return t=>{let r=n=>{t&&!t.contains(n.target)&&t.dispatchEvent(new CustomEvent(e+"outside",{detail:{jsEvent:n}}))};return document.addEventListener(e,r,!0),()=>{document.removeEventListener(e,r,!0)}}}function ql(e,t=!1){return r=>{let n,o=new ResizeObserver(s=>{for(let a of s){if(t){let{inlineSize:l}=a.contentBoxSize?.[0]??{inlineSize:a.contentRect.width};if(l===n)continue;n=l}e(r,a)}});return o.observe(r),()=>{o.unobserve(r)}}}function xf(e,t){return r=>{let n=new IntersectionObserver(o=>{for(let s of o)e(r,s)},t);return n.observe(r),()=>{n.unobserve(r)}}}function le(...e){return Object.assign(...e)}function an(e){return Object.keys(e)}function wf(e){return Object.entries(e)}function $s(e,t){return Object.hasOwn(e,t)}function Gl(e){return Math.floor(e)}function Ef(e){return Math.ceil(e)}function so(...e){return Math.min(...e)}function ln(...e){return Math.max(...e)}function kf(){return Symbol("ec")}function Ft(e){return e.length}function Tr(e){return!Ft(e)}function ao(e=new Date){return-e.getTimezoneOffset()}function Ln(e){return Array.isArray(e)}function Ne(e){return typeof e=="function"}function Wl(e){if(typeof e!="object"||e===null)return!1;let t=Object.getPrototypeOf(e);return t===null||t===Object.prototype}function Ds(e){return e instanceof Date}var lo=e=>e;function co(){return window.getComputedStyle(document.documentElement).direction==="rtl"}function bs(e){return t=>t===void 0?void 0:e(t)}var Nl=new WeakMap,Tf=1;function Rs(e){let t=Nl.get(e);return t||(t=Tf++,Nl.set(e,t)),t}function jl(e){return{url:e.url?.replace(/&+$/,"")||"",method:e.method?.toUpperCase()||"GET",extraParams:e.extraParams??{}}}function cn(e,t,r,n){return n?{snippet:n,arg:t?.()}:{content:(Ne(e)?e(t?.()):e)??(Ne(r)?r():r)}}var ys=86400;function Zt(e=new Date,t=void 0){return Ds(e)?Rf(e,t):Af(e,t)}function Nt(e){if(typeof e=="number")e={seconds:e};else if(typeof e=="string"){let r=0,n=2;for(let o of e.split(":",3))r+=parseInt(o,10)*Math.pow(60,n--);e={seconds:r}}else Ds(e)&&(e={hours:e.getUTCHours(),minutes:e.getUTCMinutes(),seconds:e.getUTCSeconds()});let t=e.weeks||e.week||0;return{years:e.years||e.year||0,months:e.months||e.month||0,days:t*7+(e.days||e.day||0),seconds:(e.hours||e.hour||0)*60*60+(e.minutes||e.minute||0)*60+(e.seconds||e.second||0),inWeeks:!!t}}function X(e){let t=new Date(mr(e));return ci(t,xs(e)),t}function ot(e,t,r=1){e.setUTCFullYear(e.getUTCFullYear()+r*t.years);let n=e.getUTCMonth()+r*t.months;for(e.setUTCMonth(n),n%=12,n<0&&(n+=12);e.getUTCMonth()!==n;)li(e);return e.setUTCDate(e.getUTCDate()+r*t.days),e.setUTCSeconds(e.getUTCSeconds()+r*t.seconds),e}function Cf(e,t,r=1){return ot(e,t,-r)}function Jt(e,t=1){return e.setUTCDate(e.getUTCDate()+t),e}function li(e,t=1){return Jt(e,-t)}function wt(e){return e.setUTCHours(0,0,0,0),e}function Fe(e){return new Date(e.getUTCFullYear(),e.getUTCMonth(),e.getUTCDate(),e.getUTCHours(),e.getUTCMinutes(),e.getUTCSeconds())}function gr(e,t=19){return e.toISOString().substring(0,t)}function mr(e){return e.getTime()}function qe(e,...t){return t.every(r=>mr(e)===mr(r))}function Sf(e,t){let r=t-e.getUTCDay();return e.setUTCDate(e.getUTCDate()+(r>=0?r:r+7)),e}function Xl(e,t){let r=t-e.getUTCDay();return e.setUTCDate(e.getUTCDate()+(r<=0?r:r-7)),e}function Ol(e){return typeof e=="string"&&e.length<=10}function Df(e,t){return e.setUTCHours(t.getUTCHours(),t.getUTCMinutes(),t.getUTCSeconds(),0),e}function _e(e){return e.seconds}function Kl(e,t,r){return ot(e,t),rc(e,r,Jt),e}function Zl(e,t,r){return Cf(e,t),rc(e,r,li),e}function Jl(e,t){e=X(e),t===0?e.setUTCDate(e.getUTCDate()+6-e.getUTCDay()):e.setUTCDate(e.getUTCDate()+4-(e.getUTCDay()||7));let r=new Date(Date.UTC(e.getUTCFullYear(),0,1));return Math.ceil(((e-r)/1e3/ys+1)/7)}function Ql(e,t,r,n){return cn(r,()=>({date:Fe(t),week:e}),()=>"W"+String(e).padStart(2,"0"),n)}function ec(e,t={}){let r=e.match(/([+-])(\d{2}):(\d{2})$/);if(r)return le(t,r),+(r[1]+"1")*(+r[2]*60+ +r[3])}function As(e,t){return t&&e.setUTCMinutes(e.getUTCMinutes()+t),e}var tc=Symbol("ec");function ci(e,t){return e[tc]=t,e}function xs(e){return e[tc]}function Rf(e,t=void 0){let r=new Date(Date.UTC(e.getFullYear(),e.getMonth(),e.getDate(),e.getHours(),e.getMinutes(),e.getSeconds()));return As(r,t?t-ao(r):0),ci(r,t??ao(r)),r}function Af(e,t=void 0){let r={},n=ec(e,r);n!==void 0&&(e=e.substring(0,r.index));let o=e.match(/\d+/g),s=new Date(Date.UTC(+o[0],+o[1]-1,+o[2],+o[3]||0,+o[4]||0,+o[5]||0));return t!==void 0&&n!==void 0&&As(s,t-n),ci(s,t??n),s}function rc(e,t,r){if(t.length&&t.length<7)for(;t.includes(e.getUTCDay());)r(e)}var Ns=kf();function nc(e,t){e[Ns]=t}function Nf(e){return!!e?.[Ns]}function di(e){return e[Ns]}function ic(e,t,r,n=[]){let o=document.createElement(e);o.className=t,typeof r=="string"?o.innerText=r:r.domNodes?o.replaceChildren(...r.domNodes):r.html&&(o.innerHTML=r.html);for(let s of n)o.setAttribute(...s);return o}function ai(e){return e.getBoundingClientRect()}function On(e){return ai(e).height}function oc(e,t,r=document,n=[]){n.push(r);for(let o of r.elementsFromPoint(e,t)){if(Nf(o))return o;if(o.shadowRoot&&!n.includes(o.shadowRoot)){let s=oc(e,t,o.shadowRoot,n);if(s)return s}}return null}function ws(e,t=void 0){return function(r){r.stopPropagation(),e&&e.call(t,r)}}function Of(e,t,r,n){return{type:e,title:t,currentStart:r.start,currentEnd:r.end,activeStart:n.start,activeEnd:n.end,calendar:void 0}}function vr(e){return e=le({},e),e.currentStart=Fe(e.currentStart),e.currentEnd=Fe(e.currentEnd),e.activeStart=Fe(e.activeStart),e.activeEnd=Fe(e.activeEnd),e}var If=1;function fo(e,t=void 0){return e.map(r=>{let n={id:r.id!=null?String(r.id):`{generated-${If++}}`,resourceIds:gs(r,"resourceId").map(String),allDay:r.allDay??(Ol(r.start)&&Ol(r.end)),start:Zt(r.start,t),end:Zt(r.end,t),title:r.title??"",editable:r.editable,startEditable:r.startEditable,durationEditable:r.durationEditable,display:r.display??"auto",layoutGroup:r.layoutGroup?.toString(),extendedProps:r.extendedProps??{},backgroundColor:r.backgroundColor??r.color,textColor:r.textColor,classNames:gs(r,"className"),styles:gs(r,"style")};if(n.allDay){wt(n.start);let o=X(n.end);wt(n.end),(!qe(n.end,o)||qe(n.end,n.start))&&Jt(n.end)}return n})}function gs(e,t){let r=e[t+"s"]??e[t]??[];return Ln(r)?r:[r]}function Mf(e){return e.map(t=>({events:t.events,...jl(t)}))}function Lf(e,t,r){return r.formatRange(e.start,t&&e.event.display!=="pointer"&&!e.zeroDuration?e.end:null)}function Pf(e,t,r){let n;switch(e.event.display){case"background":n=[];break;case"pointer":n=e.event.allDay?[]:[Il(t,e,r)];break;default:n=[...e.event.allDay?[]:[Il(t,e,r)],ic("h4",r.eventTitle,e.event.title)]}return{domNodes:n}}function Il(e,t,r){return ic("time",r.eventTime,e,[["datetime",gr(t.start)]])}function Ff(e,t,r){let n=t.classNames;return e&&(Ne(e)&&(e=e({event:Kt(t),view:vr(r)})),n=[...Ln(e)?e:[e],...n]),n}function Kt(e){return zf(e,Fe)}function zf(e,t){return e=le({},e),e.start=t(e.start),e.end=t(e.end),e}var Ml=0;function sc(e,t){e.length=t.length,++Ml;for(let r of e)r?.reposition(Ml)}function In(e,t,r,n=void 0){return(!n||e.resourceIds.includes(n.id))&&e.start<r&&e.end>t}function ac(e){return Hf(e)||Bf(e)||Uf(e)}function _r(e){return e==="background"}function Hf(e){return e==="preview"}function Bf(e){return e==="ghost"}function Uf(e){return e==="pointer"}function fi(e,t,r){return t=e.start>t?e.start:t,r=e.end<r?e.end:r,{start:t,end:r,event:e,zeroDuration:qe(t,r)}}function Mn(e,t,r=!0){let n=[],o,s,a,l;for(let{gridColumn:c,gridRow:f,resource:v,dayStart:p,dayEnd:u,disabled:h}of t)!h&&In(e,p,u,v)&&(n.push(p),o=u,s||(s=c,a=f,l=v));if(n.length){let c=fi(e,n[0],o);return le(c,{gridColumn:s,gridRow:a,resource:l,dates:n}),r&&Os(c),[c]}return[]}function lc(e){let t={},r={};for(let n of e){let{gridColumn:o,gridRow:s}=n;for(let l=1;l<n.dates.length;++l){let c=`${s}_${o+l}`;r[c]?r[c].chunks.push(n):r[c]={sorted:!1,chunks:[n]}}let a=`${s}_${o}`;n.long=r[a],n.prev=t[a],t[a]=n}}function Vf(e,t,r=1,n=1){e.prev&&(r=e.prev.bottom+n);let o=r+t;if(e.long){let s=e.long;s.sorted||(s.chunks.sort((a,l)=>a.top-l.top),s.sorted=!0);for(let a of s.chunks)if(r<a.bottom&&o>a.top){let l=a.bottom-r+n;r+=l,o+=l}}return le(e,{top:r,bottom:o}),r}function Os(e){let{event:t,gridColumn:r,gridRow:n}=e;e.id=`${Rs(t)}-${r}-${n}`}function Gr(e,t){return()=>{let{options:{locale:r}}=e,n=e.options[t],o;return R(()=>{o=Ne(n)?{format:n}:new Intl.DateTimeFormat(r,n)}),{format:s=>o.format(Fe(s))}}}function Ll(e,t,r=!1){return()=>{let{options:{locale:n}}=e,o=e.options[t],s;return R(()=>{if(Ne(o))s=(a,l)=>o(Fe(a),l&&Fe(l));else{let a=new Intl.DateTimeFormat(n,o);s=(l,c)=>{if(!c)return a.format(Fe(l));if(r&&(c=Df(X(l),c)),l=Fe(l),c=Fe(c),l<=c)return a.formatRange(l,c);{let f=a.formatRangeToParts(c,l),v="",p=["startRange","endRange"],u=[!1,!1];for(let h of f){let m=p.indexOf(h.source);m>=0?u[m]||(v+=Yf(p[1-m],f),u[m]=!0):v+=h.value}return v}}}}),{formatRange:s}}}function Yf(e,t){let r="";for(let n of t)n.source==e&&(r+=n.value);return r}function Is(e){return po(e,"day")}function Ms(e){return po(e,"week")}function Ls(e){return po(e,"month")}function cc(e){return po(e,"year")}function po(e,t){return{...e,next:"Next "+t,prev:"Previous "+t}}function hr(e){return t=>({...t,view:e})}function qf(e){let t,r;return e&&({start:t,end:r}=e,t&&(t=wt(Zt(t))),r&&(r=wt(Zt(r)))),{start:t,end:r}}function Pn(e,t){return t.start&&e<t.start||t.end&&e>t.end}function Ps(e){let t=[];return dc(e,0,!1,t),t}function dc(e,t,r,n){let o=[];for(let s of e){let a=Gf(s);o.push(a),n.push(a);let l={level:t,children:[],hidden:r};nc(a,l),s.children&&(l.children=dc(s.children,t+1,r||!a.expanded,n))}return o}function Gf(e){return{id:e.id!=null?String(e.id):"",title:e.title??"",eventBackgroundColor:fc(e),eventTextColor:uc(e),expanded:e.expanded??!0,extendedProps:e.extendedProps??{}}}function fc(e){return e?.eventBackgroundColor}function uc(e){return e?.eventTextColor}function Pl(e,t){return Tr(e.resourceIds)?void 0:t.find(r=>e.resourceIds.includes(r.id))}function pc(e,t,r,n,o){let s=[];e=X(e);let a=X(e);for(ot(e,n.min),ot(a,n.max);e<a;)s.push([gr(e),o.format(e)]),ot(e,t,r);let l=Gl((e-a)/1e3/_e(t));return l&&l!==r&&(s.at(-1)[2]=r-l),s}function hc(e,t,r,n,o){let s=Nt(e),a=Nt(t);if(r){let l=Nt(so(_e(s),ln(0,_e(a)-ys))),c=Nt(ln(_e(a),_e(l)+ys)),f=Ne(r?.eventFilter)?r.eventFilter:v=>!_r(v.display);e:for(let v of n){let p=ot(X(v),s),u=ot(X(v),a),h=ot(X(v),l),m=ot(X(v),c);for(let _ of o)if(!_.allDay&&f(_)&&_.start<m&&_.end>h){if(_.start<p){let g=ln((_.start-v)/1e3,_e(l));g<_e(s)&&(s.seconds=g)}if(_.end>u){let g=so((_.end-v)/1e3,_e(c));g>_e(a)&&(a.seconds=g)}if(_e(s)===_e(l)&&_e(a)===_e(c))break e}}}return{min:s,max:a}}function uo(e){let t=0,r=F(Ue(t));return vc(e,()=>i(r),()=>!0,()=>y(r,++t,!0))}function Wf(e){let t=0,r=Ue({});return vc(e,n=>r[n],(n,o)=>n!==o,n=>r[n]=++t)}function vc(e,t,r,n){return new Proxy(e,{get(o,s,a){return $s(o,s)&&t(s),Reflect.get(o,s,a)},set(o,s,a,l){let c=r(o[s],a),f=Reflect.set(o,s,a,l);return c&&n(s),f}})}function jf(e){let t={buttonText:{today:"today"},customButtons:{},customScrollbars:!1,date:new Date,dateIncrement:void 0,datesSet:void 0,dayCellContent:void 0,dayHeaderFormat:{weekday:"short",month:"numeric",day:"numeric"},dayHeaderAriaLabelFormat:{dateStyle:"full"},displayEventEnd:!0,duration:{weeks:1},events:[],eventAllUpdated:void 0,eventBackgroundColor:void 0,eventClassNames:void 0,eventClick:void 0,eventColor:void 0,eventContent:void 0,eventDidMount:void 0,eventFilter:void 0,eventGap:1,eventMouseEnter:void 0,eventMouseLeave:void 0,eventOrder:void 0,eventOrderStrict:!1,eventSources:[],eventTextColor:void 0,eventTimeFormat:{hour:"numeric",minute:"2-digit"},filterEventsWithResources:!1,firstDay:0,headerToolbar:{start:"title",center:"",end:"today prev,next"},height:void 0,hiddenDays:[],highlightedDates:[],icons:{},lazyFetching:!0,loading:void 0,locale:void 0,refetchResourcesOnNavigate:!1,resources:[],selectable:!1,theme:{active:"ec-active",bgEvent:"ec-bg-event",bgEvents:"ec-bg-events",body:"ec-body",button:"ec-button",buttonGroup:"ec-button-group",calendar:"ec",colHead:"ec-col-head",customScrollbars:"ec-custom-scrollbars",day:"ec-day",dayHead:"ec-day-head",disabled:"ec-disabled",endClipped:"ec-end-clipped",event:"ec-event",eventBody:"ec-event-body",eventTime:"ec-event-time",eventTitle:"ec-event-title",events:"ec-events",grid:"ec-grid",header:"ec-header",hidden:"ec-hidden",highlight:"ec-highlight",icon:"ec-icon",main:"ec-main",noBeb:"ec-no-beb",noIeb:"ec-no-ieb",startClipped:"ec-start-clipped",today:"ec-today",title:"ec-title",toolbar:"ec-toolbar",view:"",weekdays:["ec-sun","ec-mon","ec-tue","ec-wed","ec-thu","ec-fri","ec-sat"],weekNumber:"ec-week-number"},timeZone:"local",titleFormat:{year:"numeric",month:"short",day:"numeric"},validRange:void 0,view:void 0,viewDidMount:void 0,views:{}};for(let r of e)r.createOptions?.(t);return t}function Xf(e){let t={date:r=>wt(Zt(r)),dateIncrement:bs(Nt),duration:Nt,events:fo,eventSources:Mf,hiddenDays:r=>[...new Set(r)],highlightedDates:r=>r.map(n=>wt(Zt(n))),resources:r=>Ln(r)?Ps(r):Wl(r)?jl(r):r,validRange:qf};for(let r of e)r.createParsers?.(t);return t}var Es=["buttonText","customButtons","icons","theme"];function Kf(e,t){let r=jf(e),n=Xf(e);r=ks(r,n),t=ks(t,n);let o=ms(r,"views")??{},s=ms(t,"views")??{},a=Wf({});le(a,r),t.view&&(a.view=t.view);let l={},c={},f={},v=new Set([...an(o),...an(s)]);for(let p of v){let u=s[p]??{},h=Fl(r,o[p]??o[u.type]??{}),m=Fl(h,t,u),_=ms(m,"component");delete m.view;for(let g of an(m))$s(a,g)?(l[g]??=[],l[g].push(Es.includes(g)?b=>m[g]=Ne(b)?b(h[g]):b:b=>m[g]=b)):delete m[g];c[p]=m,f[p]=_}return le(a,c[a.view]),[a,function(u,h,m=!0){$s(a,u)&&(m||(u in n?h=n[u](h):Wl(h)?h={...h}:Ln(h)&&(h=[...h])),l[u]?.forEach(_=>_(h)),a[u]=Es.includes(u)&&Ne(h)?c[a.view][u]:h)},function(u){return le(a,c[u]),f[u]}]}function ks(e,t){let r={...e};for(let n of an(t))n in r&&(r[n]=t[n](r[n]));if(e.views){r.views={};for(let n of an(e.views))r.views[n]=ks(e.views[n],t)}return r}function ms(e,t){let r=e[t];return delete e[t],r}function Fl(...e){let t={};for(let r of e){let n={};for(let o of Es)Ne(r[o])&&(n[o]=r[o](t[o]));t={...t,...r,...n}}return t}function Zf(e,t){let r=[];for(let n of an(e))e[n]!==t[n]&&r.push([n,e[n]]);return r}function Jf(e){return()=>{let{options:{view:t}}=e;R(()=>{let r=e.setViewOptions(t);e.extensions={},e.features=[],e.viewComponent=r(e)})}}function Qf(e,t){return()=>{let{activeRange:r,fetchedRange:{events:n},offset:o,viewDates:s,options:{events:a,eventSources:l,lazyFetching:c,timeZone:f}}=e;R(()=>{gc(l.map(v=>Ne(v.events)?v.events:v),a,v=>fo(v,o),v=>e.events=uo(v),f,r,n,s,!0,c,t)})}}function eu(e,t){return()=>{let{activeRange:r,fetchedRange:{resources:n},viewDates:o,options:{lazyFetching:s,refetchResourcesOnNavigate:a,resources:l,timeZone:c}}=e;R(()=>{gc(Ln(l)?[]:[l],l,Ps,f=>e.resources=uo(f),c,r,n,o,a,s,t)})}}function gc(e,t,r,n,o,s,a,l,c,f,v){if(!Tr(l)){if(Tr(e)){n(t);return}if((c||!a.start)&&(!f||!a.start||a.start>s.start||a.end<s.end||a.timeZone!==o)){let p=[],u=g=>v.stop(),h=g=>{p=p.concat(r(g)),n(p),v.stop()},m=gr(s.start),_=gr(s.end);for(let g of e)if(v.start(),Ne(g)){let b=g(c?{start:Fe(s.start),end:Fe(s.end),startStr:m,endStr:_,timeZone:o}:{},h,u);b!==void 0&&Promise.resolve(b).then(h,u)}else{let b=Ne(g.extraParams)?g.extraParams():le({},g.extraParams);c&&(b.start=m,b.end=_,o!=="local"&&(b.timeZone=o)),b=new URLSearchParams(b);let x=g.url,C={},w;["GET","HEAD"].includes(g.method)?x+=(x.includes("?")?"&":"?")+b:(C["content-type"]="application/x-www-form-urlencoded;charset=UTF-8",w=String(b)),fetch(x,{method:g.method,headers:C,body:w,signal:Dl(),credentials:"same-origin"}).then(k=>k.json()).then(h).catch(u)}le(a,{...s,timeZone:o})}}}function tu(e){let t=0;function r(n){let{options:{loading:o}}=e;Ne(o)&&o(n)}return{start:()=>++t===1&&r(!0),stop:()=>--t===0&&r(!1)}}function ru(e){return()=>{let{offset:t}=e,r=setInterval(()=>{let n=Zt(void 0,t),o=wt(X(n));e.now=n,qe(e.today,o)||(e.today=o)},1e3);return()=>clearInterval(r)}}function nu(e){return()=>{let{offset:t,options:r}=e;R(()=>{for(let o of e.events)if(!o.allDay)for(let s of["start","end"]){let a=xs(o[s]);a!==void 0&&As(o[s],t-a),ci(o[s],t)}let n=xs(r.date);if(n!==void 0){let o=Zt(void 0,t).getUTCDay()-Zt(void 0,n).getUTCDay(),s=Jt(X(r.date),o);e.setOption("date",s)}ci(r.date,t)})}}function iu(e){return()=>{let{activeRange:t,options:{datesSet:r}}=e;R(()=>{Ne(r)&&r({start:Fe(t.start),end:Fe(t.end),startStr:gr(t.start),endStr:gr(t.end),view:vr(e.view)})})}}function ou(e){let t;return()=>{let{filteredEvents:r,options:{eventAllUpdated:n}}=e;R(()=>{Ne(n)&&(t||(t=setTimeout(()=>{t=null,n({view:vr(e.view)})})))})}}function su(e){return()=>{let{options:{view:t,viewDidMount:r}}=e;R(()=>{Ne(r)&&dr().then(()=>r({view:vr(e.view)}))})}}function au(e){let t;return()=>{let{options:{date:r,duration:n,firstDay:o}}=e,s,a;return R(()=>{s=X(r),n.years?(s.setUTCMonth(0),s.setUTCDate(1)):n.months?s.setUTCDate(1):n.inWeeks&&Xl(s,o),a=ot(X(s),n)}),t&&qe(t.start,s)&&qe(t.end,a)?t:t={start:s,end:a}}}function lu(e){let t;return()=>{let{currentRange:r,extensions:{activeRange:n}}=e,o,s;R(()=>{o=X(r.start),s=X(r.end)});let a=n?n(o,s):{start:o,end:s};return t&&qe(t.start,a.start)&&qe(t.end,a.end)?t:t=a}}function cu(e){return()=>{let{events:t,options:{eventFilter:r,eventOrder:n,filterEventsWithResources:o,resources:s,view:a}}=e,l=[...t];return R(()=>{if(Ne(r)){let c=t.map(Kt),f=vr(e.view);l=l.filter((v,p)=>r({event:Kt(v),index:p,events:c,view:f}))}o&&(l=l.filter(c=>s.some(f=>c.resourceIds.includes(f.id)))),Ne(n)?l.sort((c,f)=>n(Kt(c),Kt(f))):l.sort((c,f)=>c.start-f.start||f.allDay-c.allDay)}),l}}function du(e){return()=>{let{options:{timeZone:t}}=e,r;return R(()=>{r=t==="local"?ao():t==="UTC"?0:ec(t)??ao()}),r}}function fu(e){return()=>{let{options:t,activeRange:r}=e,{hiddenDays:n}=t,o=[];return R(()=>{let s=wt(X(r.start)),a=wt(X(r.end));for(;s<a;)n.includes(s.getUTCDay())||o.push(X(s)),Jt(s);if(!o.length&&n.length&&n.length<7){for(;n.includes(s.getUTCDay());)Jt(s);dr().then(()=>{e.setOption("date",s)})}}),o}}function uu(e){return()=>{let{currentRange:t,intlTitle:r}=e,n;return R(()=>{n=r.formatRange(t.start,li(X(t.end)))}),n}}function pu(e){return()=>{let{activeRange:t,currentRange:r,viewTitle:n,options:{view:o}}=e,s;return R(()=>{s=Of(o,n,r,t)}),s}}var hu=class{#e;get auxComponents(){return i(this.#e)}set auxComponents(e){y(this.#e,e,!0)}#t;get offset(){return i(this.#t)}set offset(e){y(this.#t,e)}#r;get currentRange(){return i(this.#r)}set currentRange(e){y(this.#r,e)}#n;get activeRange(){return i(this.#n)}set activeRange(e){y(this.#n,e)}#i;get fetchedRange(){return i(this.#i)}set fetchedRange(e){y(this.#i,e,!0)}#o;get events(){return i(this.#o)}set events(e){y(this.#o,e)}#a;get filteredEvents(){return i(this.#a)}set filteredEvents(e){y(this.#a,e)}#s;get mainEl(){return i(this.#s)}set mainEl(e){y(this.#s,e,!0)}#l;get now(){return i(this.#l)}set now(e){y(this.#l,e,!0)}#c;get resources(){return i(this.#c)}set resources(e){y(this.#c,e)}#d;get scrollDate(){return i(this.#d)}set scrollDate(e){y(this.#d,e,!0)}#v;get today(){return i(this.#v)}set today(e){y(this.#v,e,!0)}#_;get intlEventTime(){return i(this.#_)}set intlEventTime(e){y(this.#_,e)}#f;get intlDayHeader(){return i(this.#f)}set intlDayHeader(e){y(this.#f,e)}#g;get intlDayHeaderAL(){return i(this.#g)}set intlDayHeaderAL(e){y(this.#g,e)}#$;get intlTitle(){return i(this.#$)}set intlTitle(e){y(this.#$,e)}#y;get viewDates(){return i(this.#y)}set viewDates(e){y(this.#y,e)}#m;get viewTitle(){return i(this.#m)}set viewTitle(e){y(this.#m,e)}#u;get view(){return i(this.#u)}set view(e){y(this.#u,e)}#h;get viewComponent(){return i(this.#h)}set viewComponent(e){y(this.#h,e,!0)}#b;get extensions(){return i(this.#b)}set extensions(e){y(this.#b,e,!0)}#p;get features(){return i(this.#p)}set features(e){y(this.#p,e,!0)}#x;get interaction(){return i(this.#x)}set interaction(e){y(this.#x,e,!0)}#w;get iClasses(){return i(this.#w)}set iClasses(e){y(this.#w,e,!0)}#E;get iClass(){return i(this.#E)}set iClass(e){y(this.#E,e,!0)}options;setOption;setViewOptions;constructor(e,t){[this.options,this.setOption,this.setViewOptions]=Kf(e,t),this.#e=F(Ue([])),this.#t=d(du(this)),this.#r=d(au(this)),this.#n=d(lu(this)),this.#i=F(Ue({events:{},resources:{}})),this.#o=F(uo(this.options.events)),this.#a=d(cu(this)),this.#s=F(),this.#l=F(Ue(Zt(void 0,this.offset))),this.#c=F(uo(Ln(this.options.resources)?this.options.resources:[])),this.#d=F(),this.#v=F(Ue(wt(X(this.now)))),this.#_=d(Ll(this,"eventTimeFormat",!0)),this.#f=d(Gr(this,"dayHeaderFormat")),this.#g=d(Gr(this,"dayHeaderAriaLabelFormat")),this.#$=d(Ll(this,"titleFormat")),this.#y=d(fu(this)),this.#m=d(uu(this)),this.#u=d(pu(this)),this.#h=F(),this.#b=F(Ue({})),this.#p=F(Ue([])),this.snippets={},this.#x=F(Ue({})),this.iEvents=new Nn,this.#w=F(Ue(lo)),this.#E=F();for(let r of e)r.initState?.(this);this.#k()}#k(){let e=tu(this);cr(Jf(this)),cr(nu(this)),cr(ru(this)),ht(Qf(this,e)),ht(eu(this,e)),ht(iu(this)),ht(ou(this)),ht(su(this))}},vu=j("<h2></h2>"),zl=j("<button><i></i></button>"),Hl=j("<button> </button>"),gu=j("<div><!></div>"),mu=j("<button></button>");function Bl(e,t){De(t,!0);let r=ce("state"),n=d(()=>r.currentRange),o=d(()=>r.snippets),s=d(()=>r.today),a=d(()=>r.viewTitle),l=d(()=>r.viewDates),c=d(()=>r.options.buttonText),f=d(()=>r.options.customButtons),v=d(()=>r.options.date),p=d(()=>r.options.dateIncrement),u=d(()=>r.options.duration),h=d(()=>r.options.hiddenDays),m=d(()=>r.options.theme),_=d(()=>r.options.validRange),g=d(()=>r.options.view),b=F(!1),x=F(!1),C=F(!1),w=!1;cr(()=>{i(l),i(_),t.buttons,R(()=>{w||(w=!0,t.buttons.includes("prev")&&(y(b,!1),i(_).start&&y(b,k(E),!0)),t.buttons.includes("next")&&(y(x,!1),i(_).end&&y(x,k(T),!0)),t.buttons.includes("today")&&(y(C,i(s)>=i(n).start&&i(s)<i(n).end,!0),!i(C)&&(i(_).start||i(_).end)&&y(C,k(B),!0)),dr().then(()=>w=!1))})});function k(J){let S=i(v);J();let q=i(l).every(Z=>Pn(Z,i(_)));return r.setOption("date",S),q}function E(){r.setOption("date",Zl(X(i(v)),i(p)??i(u),i(h)))}function T(){r.setOption("date",Kl(X(i(v)),i(p)??i(u),i(h)))}function B(){r.setOption("date",X(i(s)))}function M(J){return"customButton"+J.charAt(0).toUpperCase()+J.slice(1)}var W=Ie(),ie=Ce(W);Ee(ie,17,()=>t.buttons,Pe,(J,S)=>{var q=Ie(),Z=Ce(q),de=L=>{var D=vu();ke(D,()=>Qe(i(a))),Q(()=>z(D,1,i(m).title)),O(L,D)},Te=L=>{var D=zl(),$e=Cn(D);Q(()=>{z(D,1,`${i(m).button??""} ec-${i(S)??""}`),me(D,"aria-label",i(c).prev),me(D,"title",i(c).prev),D.disabled=i(b),z($e,1,`${i(m).icon??""} ec-${i(S)??""}`)}),Ze("click",D,E),O(L,D)},ae=L=>{var D=zl(),$e=Cn(D);Q(()=>{z(D,1,`${i(m).button??""} ec-${i(S)??""}`),me(D,"aria-label",i(c).next),me(D,"title",i(c).next),D.disabled=i(x),z($e,1,`${i(m).icon??""} ec-${i(S)??""}`)}),Ze("click",D,T),O(L,D)},H=L=>{var D=Hl(),$e=Cn(D,!0);Q(()=>{z(D,1,`${i(m).button??""} ec-${i(S)??""}`),D.disabled=i(C),Ji($e,i(c)[i(S)])}),Ze("click",D,B),O(L,D)},ee=L=>{let D=d(()=>cn(i(f)[i(S)]?.content,void 0,void 0,i(o)[M(i(S))]));var $e=gu(),P=ne($e);it(P,()=>i(D).snippet??be),G($e),ke($e,()=>Qe(i(D).content,i(D).snippet)),Q(()=>z($e,1,`ec-${i(S)??""}`)),O(L,$e)},st=d(()=>i(o)[M(i(S))]||i(f)[i(S)]?.content!=null),U=L=>{var D=mu();ke(D,()=>Qe(i(f)[i(S)].text)),Q(()=>z(D,1,Wt([i(m).button,`ec-${i(S)}`,i(f)[i(S)].active&&i(m).active]))),Ze("click",D,function(...$e){i(f)[i(S)].click?.apply(this,$e)}),O(L,D)},oe=L=>{var D=Hl(),$e=Cn(D,!0);Q(()=>{z(D,1,Wt([i(m).button,`ec-${i(S)}`,i(g)===i(S)&&i(m).active])),Ji($e,i(c)[i(S)])}),Ze("click",D,()=>r.setOption("view",i(S))),O(L,D)};Je(Z,L=>{i(S)==="title"?L(de):i(S)==="prev"?L(Te,1):i(S)==="next"?L(ae,2):i(S)==="today"?L(H,3):i(st)?L(ee,4):i(f)[i(S)]?L(U,5):L(oe,-1)}),O(J,q)}),O(e,W),Re()}fr(["click"]);var _u=j("<div><!></div>"),$u=j("<div></div>"),bu=j("<nav></nav>");function yu(e,t){De(t,!0);let r=d(()=>ce("state")),n=d(()=>i(r).options.headerToolbar),o=d(()=>i(r).options.theme),s=d(()=>{let l={};for(let c of["start","center","end"])l[c]=i(n)[c]?.split(" ").filter(Boolean).map(f=>f.split(",").filter(Boolean))??[];return l});var a=bu();Ee(a,21,()=>an(i(s)),Pe,(l,c)=>{var f=$u();Ee(f,21,()=>i(s)[i(c)],Pe,(v,p)=>{var u=Ie(),h=Ce(u),m=g=>{var b=_u();Bl(ne(b),{get buttons(){return i(p)}}),G(b),Q(()=>z(b,1,i(o).buttonGroup)),O(g,b)},_=g=>{Bl(g,{get buttons(){return i(p)}})};Je(h,g=>{i(p).length>1?g(m):g(_,-1)}),O(v,u)}),G(f),Q(()=>z(f,1,`ec-${i(c)??""}`)),O(l,f)}),G(a),Q(()=>z(a,1,i(o).toolbar)),O(e,a),Re()}var xu=new Set(["$$slots","$$events","$$legacy","plugins","options"]),wu=j("<div><!> <!> <!></div>");function Eu(e,t){De(t,!0);let r=fe(t,"plugins",19,()=>[]),n=fe(t,"options",19,()=>({})),o=ps(t,xu),s=new hu(r(),n());s.snippets=o,bn("state",s);let a=d(()=>s.auxComponents),l=d(()=>s.features),c=d(()=>s.events),f=d(()=>s.interaction),v=d(()=>s.iClass),p=d(()=>s.offset),u=d(()=>s.view),h=d(()=>s.viewComponent),m=d(()=>s.options.date),_=d(()=>s.options.dateIncrement),g=d(()=>s.options.duration),b=d(()=>s.options.height),x=d(()=>s.options.hiddenDays),C=d(()=>s.options.customScrollbars),w=d(()=>s.options.theme),k={...n()};cr(()=>{for(let[P,re]of Zf(n(),k))R(()=>{E(P,re)});le(k,n())});function E(P,re){return s.setOption(P,re,!1),this}function T(P){let re=s.options[P];return Ds(re)?Fe(re):re}function B(){return s.fetchedRange.resources={},this}function M(){return s.fetchedRange.events={},this}function W(){return i(c).map(Kt)}function ie(P){P=String(P);for(let re of i(c))if(re.id===P)return Kt(re);return null}function J(P){return P=fo([P],i(p))[0],i(c).push(P),Kt(P)}function S(P){let re=String(P.id),Et=i(c).findIndex($r=>$r.id===re);return Et>=0?(P=fo([P],i(p))[0],i(c)[Et]=P,Kt(P)):null}function q(P){P=String(P);let re=i(c).findIndex(Et=>Et.id===P);return re>=0&&i(c).splice(re,1),this}function Z(){return vr(i(u))}function de(){return i(f).action?.unselect(),this}function Te(P,re){let Et=oc(P,re);if(Et){let $r=di(Et)(P,re);return $r.date=Fe($r.date),$r}return null}function ae(P){return P=wt(Zt(P)),s.setOption("date",X(P)),s.scrollDate=P,this}function H(){return s.setOption("date",Kl(X(i(m)),i(_)??i(g),i(x))),this}function ee(){return s.setOption("date",Zl(X(i(m)),i(_)??i(g),i(x))),this}var st={setOption:E,getOption:T,refetchResources:B,refetchEvents:M,getEvents:W,getEventById:ie,addEvent:J,updateEvent:S,removeEventById:q,getView:Z,unselect:de,dateFromPoint:Te,gotoDate:ae,next:H,prev:ee},U=wu();let oe;var L=ne(U);yu(L,{});var D=ge(L,2);oi(D,()=>i(h),(P,re)=>{re(P,{})});var $e=ge(D,2);return Ee($e,17,()=>i(a),Pe,(P,re)=>{var Et=Ie(),$r=Ce(Et);oi($r,()=>i(re),(mi,_i)=>{_i(mi,{})}),O(P,Et)}),G(U),Q(P=>{z(U,1,Wt([i(w).calendar,i(w).view,i(v)&&i(w)[i(v)],i(C)&&i(w).customScrollbars])),me(U,"role",P),oe=jt(U,"",oe,{height:i(b)})},[()=>i(l).includes("list")?"list":"table"]),O(e,U),Re(st)}function mc(e){"weekNumbers"in e||le(e,{weekNumbers:!1,weekNumberContent:void 0})}function ku(e){return()=>{let{viewDates:t,options:{duration:r,hiddenDays:n}}=e,o;return R(()=>o=r.months||r.inWeeks?7-n.length:t.length),o}}function Tu(e,t){return()=>{let{options:{highlightedDates:r,validRange:n},viewDates:o}=e,{colsCount:s}=t,a=[];return R(()=>{let l=[],c=1,f=1;for(let v of o)l.push({gridColumn:c,gridRow:f,resource:void 0,dayStart:v,dayEnd:Jt(X(v)),disabled:Pn(v,n),highlight:r.some(p=>qe(p,v))}),c===s&&(a.push(l),l=[],c=0,++f),++c}),a}}function Cu(e,t){return()=>{let{filteredEvents:r}=e,{grid:n}=t,o=[],s=[];return R(()=>{for(let a of r)for(let l of n)_r(a.display)?a.allDay&&(s=s.concat(Mn(a,l))):o=o.concat(Mn(a,l));lc(o)}),{chunks:o,bgChunks:s}}}function Su(e,t){return()=>{let{iEvents:r}=e,{grid:n}=t,o=[];for(let[,s]of r)s&&R(()=>{for(let a of n)o=o.concat(Mn(s,a,!1))});return o}}var Du=class{#e;get colsCount(){return i(this.#e)}set colsCount(e){y(this.#e,e)}#t;get grid(){return i(this.#t)}set grid(e){y(this.#t,e)}#r;get gridEl(){return i(this.#r)}set gridEl(e){y(this.#r,e,!0)}#n;get chunks(){return i(this.#n)}set chunks(e){y(this.#n,e)}#i;get bgChunks(){return i(this.#i)}set bgChunks(e){y(this.#i,e)}#o;get iChunks(){return i(this.#o)}set iChunks(e){y(this.#o,e)}#a;get intlDayCell(){return i(this.#a)}set intlDayCell(e){y(this.#a,e)}#s;get intlDayPopover(){return i(this.#s)}set intlDayPopover(e){y(this.#s,e)}#l;get popupDay(){return i(this.#l)}set popupDay(e){y(this.#l,e,!0)}constructor(e){this.#e=d(ku(e)),this.#t=d(Tu(e,this)),this.#r=F();let t=d(Cu(e,this)),r=d(()=>i(t).chunks),n=d(()=>i(t).bgChunks);this.#n=d(()=>i(r)),this.#i=d(()=>i(n)),this.#o=d(Su(e,this)),this.hiddenChunks=new Nn,this.#a=d(Gr(e,"dayCellFormat")),this.#s=d(Gr(e,"dayPopoverFormat")),this.#l=F(null)}},Ru=j("<div><!></div>");function Fs(e,t){De(t,!0);let r=fe(t,"el",15),n=fe(t,"allDay",3,!1),o=fe(t,"resource",3,void 0),s=fe(t,"dateFromPoint",3,()=>t.date),a=fe(t,"classes",3,lo),l=fe(t,"disabled",3,!1),c=fe(t,"highlight",3,!1),f=fe(t,"role",3,"cell"),v=fe(t,"noIeb",3,!1),p=fe(t,"noBeb",3,!1),u=fe(t,"defaultContent",3,void 0),h=d(()=>ce("state")),m=d(()=>i(h).today),_=d(()=>i(h).snippets),g=d(()=>i(h).interaction.action),b=d(()=>i(h).options.dayCellContent),x=d(()=>i(h).options.theme),C=d(()=>ce("view-state")),w=d(()=>i(C).snap),k=d(()=>qe(t.date,i(m))),E=d(()=>cn(i(b),()=>({allDay:n(),date:Fe(t.date),isToday:i(k),resource:o()}),u(),i(_).dayCellContent)),T=d(()=>a()([i(x).day,i(x).weekdays?.[t.date.getUTCDay()],i(k)&&i(x).today,c()&&i(x).highlight,l()&&i(x).disabled,v()&&i(x).noIeb,p()&&i(x).noBeb]));si(()=>{nc(r(),(S,q)=>({allDay:n(),date:s()(S,q),resource:o(),dayEl:r(),disabled:l()}))});let B=d(()=>!l()&&i(g)?S=>i(g).select(S,i(w)):void 0);var M=Ru(),W=ne(M),ie=S=>{var q=Ie(),Z=Ce(q);it(Z,()=>t.content,()=>i(E)),O(S,q)},J=S=>{var q=Ie(),Z=Ce(q);it(Z,()=>i(E).snippet??be,()=>i(E).arg),O(S,q)};Je(W,S=>{t.content?S(ie):S(J,-1)}),G(M),Xt(M,S=>r(S),()=>r()),ke(M,()=>t.content?null:Qe(i(E).content,i(E).snippet)),Q(()=>{z(M,1,Wt(i(T))),me(M,"role",f())}),Ze("pointerdown",M,function(...S){i(B)?.apply(this,S)}),O(e,M),Re()}fr(["pointerdown"]);var Au=j("<div><!></div>"),Nu=j("<article><!></article>");function _c(e,t){De(t,!0);let r=fe(t,"el",15),n=fe(t,"classes",3,lo),o=fe(t,"styles",3,lo),s=d(()=>ce("state")),a=d(()=>i(s).intlEventTime),l=d(()=>i(s).resources),c=d(()=>i(s).snippets),f=d(()=>i(s).view),v=d(()=>i(s).options.displayEventEnd),p=d(()=>i(s).options.eventBackgroundColor),u=d(()=>i(s).options.eventColor),h=d(()=>i(s).options.eventContent),m=d(()=>i(s).options.eventClick),_=d(()=>i(s).options.eventDidMount),g=d(()=>i(s).options.eventClassNames),b=d(()=>i(s).options.eventMouseEnter),x=d(()=>i(s).options.eventMouseLeave),C=d(()=>i(s).options.eventTextColor),w=d(()=>i(s).options.theme),k=d(()=>t.chunk.event),E=d(()=>t.chunk.event.display),T=d(()=>i(k).backgroundColor??fc(t.chunk.resource??Pl(i(k),i(l)))??i(p)??i(u)),B=d(()=>i(k).textColor??uc(t.chunk.resource??Pl(i(k),i(l)))??i(C)),M=d(()=>wf(o()({"background-color":i(T),color:i(B)})).map(U=>`${U[0]}:${U[1]}`).concat(i(k).styles).join(";")),W=d(()=>{let U=[_r(i(E))?i(w).bgEvent:i(w).event];if(i(k).allDay){qe(wt(X(t.chunk.start)),i(k).start)||U.push(i(w).startClipped);let oe=X(t.chunk.end),L=X(i(k).end);oe.setUTCSeconds(oe.getUTCSeconds()-1),L.setUTCSeconds(L.getUTCSeconds()-1),qe(wt(oe),wt(L))||U.push(i(w).endClipped)}else qe(t.chunk.start,i(k).start)||U.push(i(w).startClipped),qe(t.chunk.end,i(k).end)||U.push(i(w).endClipped);return n()(U.concat(Ff(i(g),i(k),i(f))))}),ie=d(()=>Lf(t.chunk,i(v),i(a))),J=d(()=>cn(i(h),()=>({event:Kt(i(k)),timeText:i(ie),view:vr(i(f))}),()=>Pf(t.chunk,i(ie),i(w)),i(c).eventContent));si(()=>{Ne(i(_))&&i(_)({event:Kt(i(k)),timeText:i(ie),el:r(),view:vr(i(f))})});function S(U,oe){return Ne(U)&&!ac(oe)?L=>U({event:Kt(i(k)),el:r(),jsEvent:L,view:vr(i(f))}):void 0}let q=d(()=>!_r(i(E))&&S(i(m),i(E))||void 0),Z=d(()=>i(q)&&Ss(i(q))),de=d(()=>S(i(b),i(E))),Te=d(()=>S(i(x),i(E)));var ae=Nu();{let U=oe=>{var L=Au(),D=ne(L);it(D,()=>i(J).snippet??be,()=>i(J).arg),G(L),ke(L,()=>Qe(i(J).content,i(J).snippet)),Q(()=>z(L,1,Wt(i(w).eventBody))),O(oe,L)};var H=ne(ae),ee=oe=>{var L=Ie(),D=Ce(L);it(D,()=>t.body,()=>U,()=>i(T),()=>i(B)),O(oe,L)},st=oe=>{U(oe)};Je(H,oe=>{t.body?oe(ee):oe(st,-1)}),G(ae),Xt(ae,oe=>r(oe),()=>r())}Q(()=>{z(ae,1,Wt(i(W))),jt(ae,i(M)),me(ae,"role",i(q)?"button":void 0),me(ae,"tabindex",i(q)?0:void 0)}),Ze("click",ae,function(...U){i(q)?.apply(this,U)}),Ze("keydown",ae,function(...U){i(Z)?.apply(this,U)}),Rn("mouseenter",ae,function(...U){i(de)?.apply(this,U)}),Rn("mouseleave",ae,function(...U){i(Te)?.apply(this,U)}),Ze("pointerdown",ae,function(...U){t.onpointerdown?.apply(this,U)}),O(e,ae),Re()}fr(["click","keydown","pointerdown"]);var Ou=j("<div><!></div>");function no(e,t){De(t,!0);let r=fe(t,"weekday",3,!0),n=fe(t,"colSpan",3,1),o=fe(t,"ariaHidden",3,!1),s=fe(t,"disabled",3,!1),a=fe(t,"highlight",3,!1),l=fe(t,"cssSpan",3,!1),c=d(()=>ce("state")),f=d(()=>i(c).today),v=d(()=>i(c).options.theme);var p=Ou();let u;var h=ne(p);it(h,()=>t.children),G(p),Q(m=>{z(p,1,m),me(p,"role",o()?null:"columnheader"),me(p,"aria-colspan",o()||n()<=1?null:n()),me(p,"aria-colindex",o()?null:t.colIndex),me(p,"aria-hidden",o()?"true":null),u=jt(p,"",u,{"--ec-col-group-span":l()?n():void 0})},[()=>Wt([t.className??i(v).colHead,r()&&i(v).weekdays?.[t.date.getUTCDay()],r()&&qe(t.date,i(f))&&i(v).today,a()&&i(v).highlight,s()&&i(v).disabled])]),O(e,p),Re()}var Iu=j("<time></time>");function Mu(e,t){De(t,!0);let r=fe(t,"alPrefix",3,""),n=d(()=>ce("state")),o=d(()=>i(n).intlDayHeader),s=d(()=>i(n).intlDayHeaderAL);var a=Iu();ke(a,()=>Qe(i(o).format(t.date))),Q((l,c)=>{me(a,"datetime",l),me(a,"aria-label",`${r()??""}${c??""}`)},[()=>gr(t.date,10),()=>i(s).format(t.date)]),O(e,a),Re()}function $c(e,t){De(t,!0);let r=fe(t,"el",15),n=d(()=>ce("state")),o=d(()=>i(n).iClasses),s=d(()=>i(n).interaction.action),a=d(()=>i(n).interaction.resizer),l=d(()=>ce("view-state")),c=d(()=>i(l).snap),f=d(()=>t.chunk.event),v=d(()=>t.chunk.event.display),p=d(()=>m=>i(o)(m,i(f)));function u(m){return i(s)?.draggable(m)?_=>i(s).drag(m,_,t.forceDate,t.forceMargin,i(c)):i(s)?.noAction}let h=d(()=>!_r(i(v))&&!ac(i(v))?u(i(f)):void 0);_c(e,{get chunk(){return t.chunk},get classes(){return i(p)},get styles(){return t.styles},get onpointerdown(){return i(h)},get el(){return r()},set el(_){r(_)},body:(_,g=be)=>{var b=Ie(),x=Ce(b),C=k=>{var E=Ie(),T=Ce(E);oi(T,()=>i(a),(B,M)=>{M(B,{get chunk(){return t.chunk},get axis(){return t.axis},get forceDate(){return t.forceDate},get forceMargin(){return t.forceMargin},children:(W,ie)=>{var J=Ie(),S=Ce(J);it(S,g),O(W,J)},$$slots:{default:!0}})}),O(k,E)},w=k=>{var E=Ie(),T=Ce(E);it(T,g),O(k,E)};Je(x,k=>{i(a)?k(C):k(w,-1)}),O(_,b)},$$slots:{body:!0}}),Re()}var Lu=j("<span><!></span>"),Pu=j('<a role="button" tabindex="0" aria-haspopup="dialog"><!></a>'),Fu=j("<div><time><!></time> <!></div> <div><!></div>",1);function zu(e,t){De(t,!0);let r=ce("state"),n=ce("view-state");d(()=>r.features);let o=d(()=>r.snippets),s=d(()=>r.options.date),a=d(()=>r.options.firstDay),l=d(()=>r.options.moreLinkContent),c=d(()=>r.options.theme),f=d(()=>r.options.weekNumbers),v=d(()=>r.options.weekNumberContent),p=d(()=>n.hiddenChunks),u=d(()=>n.intlDayCell),h=d(()=>t.day.dayStart),m=d(()=>t.day.disabled),_=d(()=>t.day.highlight),g=d(()=>i(h).getUTCMonth()!==i(s).getUTCMonth()),b=d(()=>T=>[...T,i(g)&&i(c).otherMonth]),x=d(()=>i(f)&&i(h).getUTCDay()===(i(a)?1:0)),C=d(()=>i(x)?Ql(Jl(i(h),i(a)),i(h),i(v),i(o).weekNumberContent):{}),w=d(()=>i(p).get(mr(i(h)))),k=d(()=>{if(!i(w))return{};let T=i(w).length,B="+"+T+" more";return cn(i(l),()=>({num:T,text:B}),B,i(o).moreLinkContent)});function E(){n.popupDay=t.day}Fs(e,{get date(){return i(h)},allDay:!0,get classes(){return i(b)},get disabled(){return i(m)},get highlight(){return i(_)},get noIeb(){return t.noIeb},get noBeb(){return t.noBeb},defaultContent:()=>i(u).format(i(h)),content:(B,M=be)=>{var W=Fu(),ie=Ce(W),J=ne(ie),S=ne(J);it(S,()=>M().snippet??be,()=>M().arg),G(J),ke(J,()=>Qe(M().content,M().snippet));var q=ge(J,2),Z=H=>{var ee=Lu(),st=ne(ee);it(st,()=>i(C).snippet??be,()=>i(C).arg),G(ee),ke(ee,()=>Qe(i(C).content,i(C).snippet)),Q(()=>z(ee,1,i(c).weekNumber)),O(H,ee)};Je(q,H=>{i(x)&&H(Z)}),G(ie);var de=ge(ie,2),Te=ne(de),ae=H=>{var ee=Pu(),st=d(()=>ws(E)),U=d(()=>Ss(E)),oe=d(ws),L=ne(ee);it(L,()=>i(k).snippet??be,()=>i(k).arg),G(ee),ke(ee,()=>Qe(i(k).content,i(k).snippet)),Ze("click",ee,function(...D){i(st)?.apply(this,D)}),Ze("keydown",ee,function(...D){i(U)?.apply(this,D)}),Ze("pointerdown",ee,function(...D){i(oe)?.apply(this,D)}),O(H,ee)};Je(Te,H=>{i(w)&&H(ae)}),G(de),Q(H=>{z(ie,1,i(c).dayHead),me(J,"datetime",H),z(de,1,i(c).dayFoot)},[()=>gr(i(h),10)]),O(B,W)},$$slots:{content:!0}}),Re()}fr(["click","keydown","pointerdown"]);function oo(e,t){De(t,!0);let r=fe(t,"inPopup",3,!1),n=d(()=>ce("state")),o=d(()=>i(n).options.dayMaxEvents),s=d(()=>i(n).options.eventGap),a=d(()=>ce("view-state")),l=d(()=>i(a).colsCount),c=d(()=>i(a).gridEl),f=d(()=>i(a).hiddenChunks),v=d(()=>i(a).popupDay),p=F(void 0),u=F(1),h=F(!1),m=d(()=>t.chunk.event),_=d(()=>t.chunk.event.display);function g(){return i(c).children.item((t.chunk.gridRow-1)*i(l)+t.chunk.gridColumn-1)}ht(()=>{r()||y(u,On(g().firstElementChild)||1,!0)});let b=d(()=>E=>{if(E["grid-column"]=`${t.chunk.gridColumn} / span ${t.chunk.dates.length}`,E["grid-row"]=t.chunk.gridRow,!_r(i(_))){let T=r()?1:i(u);if(i(m)._margin){let[B,M]=i(m)._margin;B>T&&t.chunk.gridRow===M&&(T=B)}E["margin-block-start"]=`${T}px`}return i(h)&&(E.visibility="hidden"),E});function x(){y(u,Vf(t.chunk,On(i(p)),On(g().firstElementChild)||1,i(s)),!0)}function C(){if(i(o)===!0){let E=g(),T=On(E)-w(E);if(y(h,t.chunk.bottom>T),i(h))for(let B of t.chunk.dates){let M=mr(B);if(i(f).has(M)){let W=i(f).get(M);W.includes(t.chunk)||i(f).set(M,[...W,t.chunk])}else i(f).set(M,[t.chunk])}}else y(h,!1),i(f).size&&i(f).clear()}function w(E){let T=0;for(let B=0;B<t.chunk.dates.length&&(T=ln(T,On(E.lastElementChild)),E=E.nextElementSibling,!!E);++B);return T}var k={reposition:x,hide:C};{let E=d(()=>r()&&i(v).dayStart),T=d(()=>[i(u),t.chunk.gridRow]);$c(e,{get chunk(){return t.chunk},get styles(){return i(b)},axis:"x",get forceDate(){return i(E)},get forceMargin(){return i(T)},get el(){return i(p)},set el(B){y(p,B,!0)}})}return Re(k)}var Hu=j('<dialog closedby="closerequest"><header><time></time>  <a role="button" tabindex="0">&times;</a></header> <div></div></dialog>');function Bu(e,t){De(t,!0);let r=ce("view-state"),n=d(()=>ce("state")),o=d(()=>i(n).interaction),s=d(()=>i(n).options.buttonText),a=d(()=>i(n).options.theme),l=d(()=>r.colsCount),c=d(()=>r.chunks),f=d(()=>r.gridEl),v=d(()=>r.intlDayPopover),p=d(()=>r.popupDay),u=F(void 0),h=F(""),m=d(()=>i(p).gridColumn),_=d(()=>i(p).gridRow),g=d(()=>i(p).dayStart),b=d(()=>i(p).dayEnd),x=d(()=>{let q=[];for(let Z of i(c))Z.gridRow===i(_)&&Z.gridColumn<=i(m)&&Z.gridColumn+Z.dates.length>i(m)&&q.push(le({},Z,fi(Z.event,i(g),i(b))));return q.sort((Z,de)=>Z.top-de.top),q});si(()=>{i(u).show()}),ht(()=>{i(x).length?R(C):w()});function C(){let q=i(f).children.item((i(_)-1)*i(l)+i(m)-1),Z=ai(i(u)),de=ai(q),Te=ai(i(f));y(h,"");let ae;if(Z.width>=Te.width){ae=Te.left-de.left;let ee=de.right-Te.right;y(h,i(h)+`inset-inline-end:${ee}px;`)}else ae=(de.width-Z.width)/2,de.left+ae<Te.left?ae=Te.left-de.left:de.left+ae+Z.width>Te.right&&(ae=Te.right-de.left-Z.width);y(h,i(h)+`inset-inline-start:${ae}px;`);let H;Z.height>=Te.height?(H=Te.top-de.top,y(h,i(h)+`block-size:${Te.height}px;`)):(H=(de.height-Z.height)/2,de.top+H<Te.top?H=Te.top-de.top:de.top+H+Z.height>Te.bottom&&(H=Te.bottom-de.top-Z.height)),y(h,i(h)+`inset-block-start:${H}px;`)}function w(){r.popupDay=null}function k(){w(),i(o).action?.noClick()}var E=Hu();let T;var B=ne(E),M=ne(B);ke(M,()=>Qe(i(v).format(i(g))));var W=ge(M,2);Li(W,!0);var ie=d(()=>ws(w)),J=d(()=>Ss(w));G(B);var S=ge(B,2);Ee(S,21,()=>i(x),Pe,(q,Z)=>{oo(q,{get chunk(){return i(Z)},inPopup:!0})}),G(S),G(E),Xt(E,q=>y(u,q),()=>i(u)),ke(E,()=>yf("pointerdown")),Q(q=>{z(E,1,i(a).popup),T=jt(E,i(h),T,{"grid-area":`${i(_)+1} / ${i(m)}`}),z(B,1,i(a).dayHead),me(M,"datetime",q),me(W,"aria-label",i(s).close),z(S,1,i(a).events)},[()=>gr(i(g),10)]),Rn("pointerdownoutside",E,k),Rn("close",E,w),Ze("click",W,function(...q){i(ie)?.apply(this,q)}),Ze("keydown",W,function(...q){i(J)?.apply(this,q)}),O(e,E),Re()}fr(["click","keydown"]);var Uu=j('<div role="columnheader"><span></span></div>'),Vu=j('<section><header><div role="row"></div></header> <div><div></div> <div><!> <!> <!></div></div> <!></section>');function Ts(e,t){De(t,!0);let r=ce("state"),n=new Du(r);bn("view-state",n);let o=d(()=>r.intlDayHeader),s=d(()=>r.intlDayHeaderAL),a=d(()=>r.options.dayMaxEvents),l=d(()=>r.options.eventGap),c=d(()=>r.options.theme),f=d(()=>n.grid),v=d(()=>n.chunks),p=d(()=>n.bgChunks),u=d(()=>n.iChunks),h=d(()=>n.hiddenChunks),m=d(()=>n.popupDay),_=[];function g(){sc(_,i(v)),i(h).clear(),dr().then(b)}function b(){i(h).size,_.forEach(E=>E?.hide())}ht(()=>{i(l),g()}),ht(b);var x=Ie(),C=Ce(x),w=E=>{var T=Vu();let B;var M=ne(T),W=ne(M);Ee(W,21,()=>i(f)[0],Pe,(H,ee,st)=>{let U=()=>i(ee).dayStart;var oe=Uu();me(oe,"aria-colindex",1+st);var L=ne(oe);ke(L,()=>Qe(i(o).format(U()))),G(oe),Q((D,$e)=>{z(oe,1,D),me(L,"aria-label",$e)},[()=>Wt([i(c).colHead,i(c).weekdays?.[U().getUTCDay()]]),()=>i(s).format(U())]),O(H,oe)}),G(W),G(M);var ie=ge(M,2),J=ne(ie);Ee(J,21,()=>i(f),Pe,(H,ee,st)=>{var U=Ie(),oe=Ce(U);Ee(oe,17,()=>i(ee),Pe,(L,D,$e)=>{{let P=d(()=>$e+1===Ft(i(ee))),re=d(()=>st+1===Ft(i(f)));zu(L,{get day(){return i(D)},get noIeb(){return i(P)},get noBeb(){return i(re)}})}}),O(H,U)}),G(J),Xt(J,H=>n.gridEl=H,()=>n?.gridEl);var S=ge(J,2),q=ne(S);Ee(q,19,()=>i(v),H=>H.id,(H,ee,st)=>{Xt(oo(H,{get chunk(){return i(ee)}}),(U,oe)=>_[oe]=U,U=>_?.[U],()=>[i(st)])});var Z=ge(q,2);Ee(Z,17,()=>i(p),H=>H.id,(H,ee)=>{oo(H,{get chunk(){return i(ee)}})});var de=ge(Z,2);Ee(de,17,()=>i(u),Pe,(H,ee)=>{oo(H,{get chunk(){return i(ee)}})}),G(S),G(ie);var Te=ge(ie,2),ae=H=>{Bu(H,{})};Je(Te,H=>{i(m)&&H(ae)}),G(T),Xt(T,H=>r.mainEl=H,()=>r?.mainEl),ke(T,()=>ql(g)),Q((H,ee)=>{z(T,1,Wt([i(c).main,i(a)===!0&&i(c).uniform])),B=jt(T,"",B,{"--ec-grid-cols":H,"--ec-grid-rows":ee}),z(M,1,i(c).header),z(W,1,i(c).grid),z(ie,1,i(c).body),z(J,1,i(c).grid),z(S,1,i(c).events)},[()=>Ft(i(f)[0]),()=>Ft(i(f))]),O(E,T)},k=d(()=>!Tr(i(f))&&!Tr(i(f)[0]));Je(C,E=>{i(k)&&E(w)}),O(e,x),Re()}var bc={createOptions(e){mc(e),le(e,{dayMaxEvents:!1,dayCellFormat:{day:"numeric"},dayPopoverFormat:{month:"long",day:"numeric",year:"numeric"},moreLinkContent:void 0,view:"dayGridMonth"}),le(e.buttonText,{dayGridDay:"day",dayGridMonth:"month",dayGridWeek:"week",close:"Close"}),le(e.theme,{uniform:"ec-uniform",dayFoot:"ec-day-foot",otherMonth:"ec-other-month",popup:"ec-popup"}),le(e.views,{dayGridDay:{buttonText:Is,component:()=>Ts,dayHeaderFormat:{weekday:"long"},displayEventEnd:!1,duration:{days:1},theme:hr("ec-day-grid ec-day-view")},dayGridWeek:{buttonText:Ms,component:()=>Ts,displayEventEnd:!1,theme:hr("ec-day-grid ec-week-view")},dayGridMonth:{buttonText:Ls,component:Yu,dayHeaderFormat:{weekday:"short"},dayHeaderAriaLabelFormat:{weekday:"long"},displayEventEnd:!1,duration:{months:1},theme:hr("ec-day-grid ec-month-view"),titleFormat:{year:"numeric",month:"long"}}})}};function Yu(e){return e.features=["dayNumber"],e.extensions.activeRange=(t,r)=>{let{options:{firstDay:n}}=e;return{start:Xl(t,n),end:Sf(r,n)}},Ts}var TS=j("<div></div>"),CS=j("<!> <!> <!>",1);fr(["pointerdown"]);var SS=j("<!> <!>",1);var qu=class{#e;get intlListDay(){return i(this.#e)}set intlListDay(e){y(this.#e,e)}#t;get intlListDaySide(){return i(this.#t)}set intlListDaySide(e){y(this.#t,e)}constructor(e){this.#e=d(Gr(e,"listDayFormat")),this.#t=d(Gr(e,"listDaySideFormat"))}},Gu=j("<div></div> <!>",1);function Wu(e,t){De(t,!0);let r=d(()=>ce("state")),n=d(()=>i(r).interaction),o=d(()=>i(r).options.theme),s=d(()=>a=>(delete a["background-color"],delete a.color,a));{let a=(c,f=be,v=be,p=be)=>{var u=Gu(),h=Ce(u);let m;var _=ge(h,2);it(_,f),Q(()=>{z(h,1,i(o).eventTag),m=jt(h,"",m,{"background-color":v()})}),O(c,u)},l=d(()=>i(n).action?.noAction);_c(e,{get chunk(){return t.chunk},get styles(){return i(s)},get onpointerdown(){return i(l)},body:a,$$slots:{body:!0}})}Re()}var ju=j("<h4><time><!></time> <time></time></h4> <!>",1);function Xu(e,t){De(t,!0);let r=d(()=>ce("state")),n=d(()=>i(r).filteredEvents),o=d(()=>i(r).options.highlightedDates),s=d(()=>i(r).options.theme),a=d(()=>i(r).options.validRange),l=d(()=>ce("view-state")),c=d(()=>i(l).intlListDay),f=d(()=>i(l).intlListDaySide),v=d(()=>i(o).some(b=>qe(b,t.date))),p=d(()=>Pn(t.date,i(a))),u=d(()=>gr(t.date,10)),h=d(()=>{let b=[];if(!i(p)){let x=t.date,C=Jt(X(t.date));for(let w of i(n))if(!_r(w.display)&&In(w,x,C)){let k=fi(w,x,C);b.push(k)}}return b});var m=Ie(),_=Ce(m),g=b=>{Fs(b,{get date(){return t.date},allDay:!0,role:"listitem",get disabled(){return i(p)},get highlight(){return i(v)},defaultContent:()=>i(c).format(t.date),content:(C,w=be)=>{var k=ju(),E=Ce(k),T=ne(E),B=ne(T);it(B,()=>w().snippet??be,()=>w().arg),G(T),ke(T,()=>Qe(w().content,w().snippet));var M=ge(T,2);ke(M,()=>Qe(i(f).format(t.date))),G(E);var W=ge(E,2);Ee(W,17,()=>i(h),ie=>ie.event,(ie,J)=>{Wu(ie,{get chunk(){return i(J)}})}),Q(()=>{z(E,1,i(s).dayHead),me(T,"datetime",i(u)),z(M,1,i(s).daySide),me(M,"datetime",i(u))}),O(C,k)},$$slots:{content:!0}})};Je(_,b=>{i(h).length&&b(g)}),O(e,m),Re()}var Ku=j("<div><!></div>"),Zu=j("<section><!></section>");function Ju(e,t){De(t,!0);let r=ce("state"),n=new qu(r);bn("view-state",n);let o=d(()=>r.filteredEvents),s=d(()=>r.snippets),a=d(()=>r.view),l=d(()=>r.viewDates),c=d(()=>r.options.noEventsClick),f=d(()=>r.options.noEventsContent),v=d(()=>r.options.theme),p=d(()=>{let x=!0;if(!Tr(i(l))){let C=i(l)[0],w=Jt(X(i(l).at(-1)));for(let k of i(o))if(!_r(k.display)&&k.start<w&&k.end>C){x=!1;break}}return x}),u=d(()=>cn(i(f),void 0,void 0,i(s).noEventsContent));function h(x){Ne(i(c))&&i(c)({jsEvent:x,view:vr(i(a))})}var m=Zu(),_=ne(m),g=x=>{var C=Ku(),w=ne(C);it(w,()=>i(u).snippet??be,()=>i(u).arg),G(C),ke(C,()=>Qe(i(u).content,i(u).snippet)),Q(()=>z(C,1,i(v).noEvents)),Ze("click",C,h),O(x,C)},b=x=>{var C=Ie(),w=Ce(C);Ee(w,17,()=>i(l),Pe,(k,E)=>{Xu(k,{get date(){return i(E)}})}),O(x,C)};Je(_,x=>{i(p)?x(g):x(b,-1)}),G(m),Xt(m,x=>r.mainEl=x,()=>r?.mainEl),Q(()=>z(m,1,i(v).main)),O(e,m),Re()}fr(["click"]);var yc={createOptions(e){le(e,{listDayFormat:{weekday:"long"},listDaySideFormat:{year:"numeric",month:"long",day:"numeric"},noEventsClick:void 0,noEventsContent:"No events",view:"listWeek"}),le(e.buttonText,{listDay:"day",listWeek:"week",listMonth:"month",listYear:"year"}),le(e.theme,{daySide:"ec-day-side",eventTag:"ec-event-tag",noEvents:"ec-no-events"}),le(e.views,{listDay:{buttonText:Is,component:io,duration:{days:1},theme:hr("ec-list ec-day-view"),titleFormat:{year:"numeric",month:"long",day:"numeric"}},listWeek:{buttonText:Ms,component:io,duration:{weeks:1},theme:hr("ec-list ec-week-view")},listMonth:{buttonText:Ls,component:io,duration:{months:1},theme:hr("ec-list ec-month-view"),titleFormat:{year:"numeric",month:"long"}},listYear:{buttonText:cc,component:io,duration:{years:1},theme:hr("ec-list ec-year-view"),titleFormat:{year:"numeric"}}})}};function io(e){return e.features=["list"],Ju}function Cs(e,t,r=!0){let n=[];for(let{gridColumn:o,gridRow:s,resource:a,start:l,end:c,disabled:f}of t)if(!f&&In(e,l,c,a)){let v=fi(e,l,c);le(v,{gridColumn:o,gridRow:s,resource:a,top:(v.start-l)/1e3,height:(v.end-v.start)/1e3,maxHeight:(c-v.start)/1e3}),r&&Os(v),n.push(v)}return n}function Qu(e){let t={};for(let r of e){let{gridColumn:n}=r,o=t[n],s=0;if(o&&r.start<o.end){for(;s<o.columns.length&&!(o.columns[s].at(-1).end<=r.start);++s);r.end>o.end&&(o.end=r.end)}else o={columns:[],end:r.end};o.columns.length<s+1&&o.columns.push([]),o.columns[s].push(r),t[n]=o,r.group=o,r.groupColumn=s}}function ep(e){e.extensions.activeRange=(t,r)=>{let{options:{slotMaxTime:n}}=e;if(n.days||n.seconds>86400){ot(li(r),n);let o=li(X(r));o<t&&(t=o)}return{start:t,end:r}}}function tp(e){"scrollTime"in e||(le(e,{columnWidth:void 0,flexibleSlotTimeLimits:!1,nowIndicator:!1,scrollTime:"06:00:00",slotDuration:"00:30:00",slotHeight:24,slotLabelInterval:void 0,slotLabelFormat:{hour:"numeric",minute:"2-digit"},slotMaxTime:"24:00:00",slotMinTime:"00:00:00",snapDuration:void 0}),le(e.theme,{nowIndicator:"ec-now-indicator",sidebar:"ec-sidebar",slot:"ec-slot"}))}function rp(e){"scrollTime"in e||le(e,{scrollTime:Nt,slotDuration:Nt,slotLabelInterval:bs(Nt),slotMaxTime:Nt,slotMinTime:Nt,snapDuration:bs(Nt)})}function np(e){"resourceLabelContent"in e||(e.filterResourcesWithEvents=!1,e.resourceLabelContent=void 0,e.resourceLabelDidMount=void 0,e.theme.colGroup="ec-col-group")}function ip(e,t){return()=>{let{viewDates:r,options:{highlightedDates:n,validRange:o}}=e,{slotTimeLimits:s}=t,a=[];return R(()=>{let l=1;for(let c of r)a.push({gridColumn:l,gridRow:1,resource:void 0,start:ot(X(c),s.min),end:ot(X(c),s.max),dayStart:c,dayEnd:Jt(X(c)),disabled:Pn(c,o),highlight:n.some(f=>qe(f,c))}),++l}),[a]}}function op(e,t){return()=>{let{filteredEvents:r}=e,{grid:n}=t,o=[],s=[],a=[],l=[];return R(()=>{for(let c of r)for(let f of n)_r(c.display)?(s=s.concat(Cs(c,f)),c.allDay&&(l=l.concat(Mn(c,f)))):c.allDay?a=a.concat(Mn(c,f)):o=o.concat(Cs(c,f));Qu(o),lc(a)}),{chunks:o,bgChunks:s,allDayChunks:a,allDayBgChunks:l}}}function sp(e,t){return()=>{let{iEvents:r}=e,{grid:n}=t,o=[],s=[];for(let[,a]of r)a&&R(()=>{for(let l of n)a.allDay?s=s.concat(Mn(a,l,!1)):o=o.concat(Cs(a,l,!1))});return{iChunks:o,allDayIChunks:s}}}function ap(e){return()=>{let{filteredEvents:t,viewDates:r,options:{flexibleSlotTimeLimits:n,slotMinTime:o,slotMaxTime:s}}=e,a;return R(()=>{a=hc(o,s,n,r,t)}),a}}function lp(e){return()=>{let{options:{slotDuration:t,slotLabelInterval:r}}=e,n;return R(()=>{n=r===void 0?_e(t)<3600?2:1:Ef(_e(r)/_e(t))||1}),n}}function cp(e,t){return()=>{let{offset:r,options:{slotDuration:n}}=e,{intlSlotLabel:o,slotLabelPeriodicity:s,slotTimeLimits:a}=t,l;return R(()=>{l=pc(wt(Zt(void 0,r)),n,s,a,o)}),l}}function dp(e){return()=>{let{options:{slotDuration:t,snapDuration:r}}=e;return r??=t,{duration:r,ratio:_e(r)/_e(t)}}}function zs(){return class{#e;get intlSlotLabel(){return i(this.#e)}set intlSlotLabel(e){y(this.#e,e)}#t;get slotLabelPeriodicity(){return i(this.#t)}set slotLabelPeriodicity(e){y(this.#t,e)}#r;get sidebarWidth(){return i(this.#r)}set sidebarWidth(e){y(this.#r,e,!0)}#n;get snap(){return i(this.#n)}set snap(e){y(this.#n,e)}constructor(e){this.#e=d(Gr(e,"slotLabelFormat")),this.#t=d(lp(e)),this.#r=F(0),this.#n=d(dp(e))}}}function xc(e){return class extends e{#e;get slotTimeLimits(){return i(this.#e)}set slotTimeLimits(t){y(this.#e,t)}#t;get slots(){return i(this.#t)}set slots(t){y(this.#t,t)}#r;get chunks(){return i(this.#r)}set chunks(t){y(this.#r,t)}#n;get bgChunks(){return i(this.#n)}set bgChunks(t){y(this.#n,t)}#i;get allDayChunks(){return i(this.#i)}set allDayChunks(t){y(this.#i,t)}#o;get allDayBgChunks(){return i(this.#o)}set allDayBgChunks(t){y(this.#o,t)}#a;get iChunks(){return i(this.#a)}set iChunks(t){y(this.#a,t)}#s;get allDayIChunks(){return i(this.#s)}set allDayIChunks(t){y(this.#s,t)}constructor(t){super(t),this.#e=d(ap(t)),this.#t=d(cp(t,this));let r=d(op(t,this)),n=d(()=>i(r).chunks),o=d(()=>i(r).bgChunks),s=d(()=>i(r).allDayChunks),a=d(()=>i(r).allDayBgChunks);this.#r=d(()=>i(n)),this.#n=d(()=>i(o)),this.#i=d(()=>i(s)),this.#o=d(()=>i(a));let l=d(sp(t,this)),c=d(()=>i(l).iChunks),f=d(()=>i(l).allDayIChunks);this.#a=d(()=>i(c)),this.#s=d(()=>i(f))}}}var DS=class extends xc(zs()){#e;get grid(){return i(this.#e)}set grid(e){y(this.#e,e)}constructor(e){super(e),this.#e=d(ip(e,this))}},fp;function up(e){return()=>{let{activeRange:t,filteredEvents:r,resources:n,options:{filterResourcesWithEvents:o},extensions:{viewResources:s}}=e,a=s?s(n):n;return R(()=>{o&&(a=n.filter(l=>r.some(c=>!_r(c.display)&&In(c,t.start,t.end,l)))),a.length||(a=fp??=Ps([{}]))}),a}}function pp(e,t){return()=>{let{viewDates:r,options:{datesAboveResources:n,highlightedDates:o,validRange:s}}=e,{slotTimeLimits:a,viewResources:l}=t,c=[];return R(()=>{let f=1,v=[l,r],p=[Rs,mr];n&&(v.reverse(),p.reverse());for(let u of v[0]){let h=[],m=p[0](u);for(let _ of v[1]){let g=n?u:_,b=n?_:u;h.push({gridColumn:f,gridRow:1,resource:b,key:p[1](_),groupKey:m,start:ot(X(g),a.min),end:ot(X(g),a.max),dayStart:g,dayEnd:Jt(X(g)),disabled:Pn(g,s),highlight:o.some(x=>qe(x,g))}),++f}c.push(h)}}),c}}function wc(e){return class extends e{#e;get viewResources(){return i(this.#e)}set viewResources(t){y(this.#e,t)}constructor(t){super(t),this.#e=d(up(t))}}}var RS=class extends wc(xc(zs())){#e;get grid(){return i(this.#e)}set grid(e){y(this.#e,e)}constructor(e){super(e),this.#e=d(pp(e,this))}},hp=j("<span><!></span>");function vp(e,t){De(t,!0);let r=fe(t,"date",3,void 0),n=fe(t,"setLabel",3,void 0),o=d(()=>ce("state")),s=d(()=>i(o).intlDayHeaderAL),a=d(()=>i(o).snippets),l=d(()=>i(o).options.resourceLabelContent),c=d(()=>i(o).options.resourceLabelDidMount),f=F(void 0),v=d(()=>cn(i(l),()=>({resource:t.resource,date:r()?Fe(r()):void 0}),()=>t.resource.title,i(a).resourceLabelContent)),p=F(void 0);ht(()=>{i(v),t.resource,r(),R(()=>{r()?dr().then(()=>i(f)&&y(p,i(s).format(r())+", "+i(f).innerText)):n()&&(y(p,void 0),dr().then(()=>i(f)&&n()(i(f).innerText)))})}),si(()=>{Ne(i(c))&&i(c)({resource:t.resource,date:r()?Fe(r()):void 0,el:i(f)})});var u=hp(),h=ne(u);it(h,()=>i(v).snippet??be,()=>i(v).arg),G(u),Xt(u,m=>y(f,m),()=>i(f)),ke(u,()=>Qe(i(v).content,i(v).snippet)),Q(()=>me(u,"aria-label",i(p))),O(e,u),Re()}var AS=j("<div></div>");var NS=j('<div><aside><!></aside> <div role="row"></div> <div><!> <!> <!></div></div>'),OS=j("<div><time></time></div>"),IS=j('<section><header><aside></aside> <div role="row"><!></div> <!></header> <div role="rowgroup"><aside aria-hidden="true"></aside> <div role="row"></div> <div><!> <!> <!></div></div> <!></section>');var MS=j("<!> <!>",1);function gp(e,t){let r=0,n=t.length;for(;r<n;){let o=r+n>>1;t[o].dayEnd>e.start?n=o:r=o+1}for(;r>0&&t[r-1].end>e.start;)--r;return r}function Ec(e,t,r,n=!0){let o=[],s,a,l,c,f,v,p=0;for(let u=gp(e,t);u<t.length;++u){let{gridColumn:h,gridRow:m,resource:_,dayStart:g,dayEnd:b,start:x,end:C,disabled:w}=t[u];if(g>=e.end)break;w||(r?In(e,g,b,_)&&(o.length||(s=g,l=h,c=m,f=_),o.push(g),a=b):In(e,x,C,_)&&(o.length||(s=x,l=h,c=m,f=_,v=ln(e.start-x,0)/1e3),o.push(g),a=C,p+=(so(C,e.end)-ln(x,e.start))/1e3))}if(o.length){let u=fi(e,s,a);return le(u,{gridColumn:l,gridRow:c,resource:f,dates:o,left:v,width:p}),n&&Os(u),u}return null}function kc(e,t){let r=t[0]?.resource;return!r||e.resourceIds.includes(r.id)}function mp(e,t){let r={};for(let n=0;n<e.length;++n){let o=e[n],{gridColumn:s,gridRow:a}=o;o.order=n;let l=[];for(let c=0;c<o.dates.length;++c){let f=`${a}_${s+c}`,v=r[f]??={pass:0,placed:[],chunks:[]};v.chunks.push(o),l.push(v)}o.cells=l}if(t){let n={};for(let o of e){let{gridColumn:s,gridRow:a}=o,l=new Set([o]),c=[];for(let v=0;v<o.dates.length;++v)for(let p of r[`${a}_${s+v}`].chunks)l.has(p)||(l.add(p),c.push(p));o.rivals=c;let{layoutGroup:f}=o.event;f!==void 0&&(o.mates=n[`${a}_${f}`]??=[],o.mates.push(o))}}}function _p(e,t,r,n){for(let o of e.rivals)if(o.order<e.order&&"top"in o&&t<o.bottom+n&&t+r+n>o.top)return!1;return!0}function Ul(e,t){return e.pass!==t&&(e.pass=t,e.placed=[]),e.placed}function $p(e,t,r,n=1,o=!1,s=0){let a=1,l=a+t;if(o){let c=e.mates?.[0];for(let{rivals:f}of c===e?e.mates:[e])for(let v of f)v.order<e.order&&"top"in v&&v.bottom+n>a&&(a=v.bottom+n);if(l=a+t,c&&c!==e){let f=c.top;f>a&&_p(e,f,t,n)&&(a=f,l=a+t)}}else for(let c of Ul(e.cells[0],s)){if(c.top>=l)break;if((r||e.start<c.end&&e.end>c.start)&&a<c.bottom){let f=c.bottom-a+n;a+=f,l+=f}}if(le(e,{top:a,bottom:l}),!o)for(let c of e.cells){let f=Ul(c,s),v=0,p=f.length;for(;v<p;){let u=v+p>>1;f[u].top<=a?v=u+1:p=u}f.splice(v,0,e)}return a}function bp(e,t){return e[mr(t)]??{min:Nt(0),max:Nt("24:00:00")}}function yp(e,t){return()=>{let{viewDates:r,options:{highlightedDates:n,validRange:o}}=e,{dayTimeLimits:s,viewResources:a}=t,l=[];return R(()=>{let c=1;for(let f of a){let v=[],p=1;for(let u of r){let h=s[mr(u)];v.push({gridColumn:p,gridRow:c,resource:f,start:ot(X(u),h.min),end:ot(X(u),h.max),dayStart:u,dayEnd:Jt(X(u)),disabled:Pn(u,o),highlight:n.some(m=>qe(m,u))}),++p}l.push(v),++c}}),l}}function xp(e){return e.months===1&&!e.years&&!e.days&&!e.seconds}function wp(e){return e.inWeeks&&e.days===7&&!e.years&&!e.months&&!e.seconds}function Ep(e,t){return()=>{let{features:r,options:{duration:n,firstDay:o,weekNumbers:s}}=e,{grid:a}=t,l=[],c=[];return R(()=>{let f,v;if(!Tr(a)){for(let{dayStart:p,gridColumn:u}of a[0])if(r.includes("month")&&(f&&f.date.getUTCMonth()===p.getUTCMonth()?++f.span:(f={date:p,gridColumn:u,span:1},l.push(f))),s){let h=Jl(p,o);v&&v.number===h?++v.span:(v={number:h,date:p,gridColumn:u,span:1},c.push(v))}}Ft(l)===1&&xp(n)&&(l=[]),Ft(c)===1&&wp(n)&&(c=[])}),{months:l,weeks:c}}}function kp(e,t){return()=>{let{filteredEvents:r,options:{eventOrderStrict:n}}=e,{grid:o,monthView:s}=t,a=[],l=[];return R(()=>{for(let c of r){let f=_r(c.display);if(f&&s&&!c.allDay)continue;let v=f?l:a;for(let p of o){if(!kc(c,p))continue;let u=Ec(c,p,s);u&&v.push(u)}}mp(a,n)}),{chunks:a,bgChunks:l}}}function Tp(e,t){return()=>{let{iEvents:r}=e,{grid:n,monthView:o}=t,s=[];for(let[,a]of r)a&&R(()=>{for(let l of n){if(!kc(a,l))continue;let c=Ec(a,l,o,!1);c&&s.push(c)}});return s}}function Cp(e){return()=>{let{filteredEvents:t,viewDates:r,options:{flexibleSlotTimeLimits:n,slotMinTime:o,slotMaxTime:s}}=e,a={};return R(()=>{for(let l of r)a[mr(l)]=hc(o,s,n,[l],t)}),a}}function Sp(e,t){return()=>{let{viewDates:r,options:{slotDuration:n}}=e,{dayTimeLimits:o,intlSlotLabel:s,slotLabelPeriodicity:a}=t,l={};return R(()=>{for(let c of r){let f=mr(c);l[f]=f in o?pc(c,n,a,o[f],s):[]}}),l}}function Dp(e){return()=>{let{resources:t}=e,r;return R(()=>{r=t.some(n=>di(n).children.length)}),r}}function Rp(e){return()=>{let{options:{slotDuration:t}}=e,r;return R(()=>{r=!_e(t)}),r}}var Ap=class extends wc(zs()){#e;get dayTimeLimits(){return i(this.#e)}set dayTimeLimits(e){y(this.#e,e)}#t;get daySlots(){return i(this.#t)}set daySlots(e){y(this.#t,e)}#r;get grid(){return i(this.#r)}set grid(e){y(this.#r,e)}#n;get extraHeads(){return i(this.#n)}set extraHeads(e){y(this.#n,e)}#i;get intlMonthHeader(){return i(this.#i)}set intlMonthHeader(e){y(this.#i,e)}#o;get monthView(){return i(this.#o)}set monthView(e){y(this.#o,e)}#a;get chunks(){return i(this.#a)}set chunks(e){y(this.#a,e)}#s;get bgChunks(){return i(this.#s)}set bgChunks(e){y(this.#s,e)}#l;get iChunks(){return i(this.#l)}set iChunks(e){y(this.#l,e)}#c;get nestedResources(){return i(this.#c)}set nestedResources(e){y(this.#c,e)}constructor(e){super(e),this.#e=d(Cp(e)),this.#t=d(Sp(e,this)),this.#r=d(yp(e,this)),this.#n=d(Ep(e,this)),this.#i=d(Gr(e,"monthHeaderFormat")),this.#o=d(Rp(e));let t=d(kp(e,this)),r=d(()=>i(t).chunks),n=d(()=>i(t).bgChunks);this.#a=d(()=>i(r)),this.#s=d(()=>i(n)),this.#l=d(Tp(e,this)),this.#c=d(Dp(e))}};function Np(e,t){De(t,!0);let r=d(()=>ce("state")),n=d(()=>i(r).options.slotWidth),o=d(()=>ce("view-state")),s=d(()=>i(o).monthView),a=d(()=>i(o).snap),l=d(()=>t.day.dayStart),c=d(()=>t.day.start),f=d(()=>t.day.resource),v=d(()=>t.day.disabled),p=d(()=>t.day.highlight),u=F(void 0);function h(m,_){if(i(s))return i(l);{let g=ai(i(u)),b=g.width/i(u).offsetWidth;return ot(X(i(c)),i(a).duration,Gl((co()?g.right-m:m-g.left)/(i(n)*i(a).ratio*b)))}}Fs(e,{get allDay(){return i(s)},get date(){return i(l)},get resource(){return i(f)},dateFromPoint:h,get disabled(){return i(v)},get highlight(){return i(p)},get noIeb(){return t.noIeb},get noBeb(){return t.noBeb},get el(){return i(u)},set el(m){y(u,m,!0)}}),Re()}function _s(e,t){De(t,!0);let r=d(()=>ce("state")),n=d(()=>i(r).options.eventGap),o=d(()=>i(r).options.eventOrderStrict),s=d(()=>i(r).options.slotDuration),a=d(()=>i(r).options.slotWidth),l=d(()=>ce("view-state")),c=d(()=>i(l).monthView),f=F(void 0),v=F(1),p=d(()=>t.chunk.event),u=d(()=>_=>{_["grid-column"]=`${t.chunk.gridColumn} / span ${t.chunk.dates.length}`,_["grid-row"]=t.chunk.gridRow,i(c)||(_["inset-inline-start"]=`${t.chunk.left/_e(i(s))*i(a)}px`,_["inline-size"]=`${t.chunk.width/_e(i(s))*i(a)}px`);let g=i(v);if(i(p)._margin){let[b,x]=i(p)._margin;t.chunk.gridRow===x&&(g=b)}return _["margin-block-start"]=`${g}px`,_});function h(_){y(v,$p(t.chunk,On(i(f)),i(c),i(n),i(o),_),!0)}var m={reposition:h};{let _=d(()=>[i(v),t.chunk.gridRow]);$c(e,{get chunk(){return t.chunk},get styles(){return i(u)},axis:"x",get forceMargin(){return i(_)},get el(){return i(f)},set el(g){y(f,g,!0)}})}return Re(m)}var Op=j("<span></span>"),Ip=j("<button></button>"),Mp=j("<!> <span><!></span>",1);function Lp(e,t){De(t,!0);let r=fe(t,"resource",7),n=d(()=>ce("state")),o=d(()=>i(n).resources),s=d(()=>i(n).view),a=d(()=>i(n).options.buttonText),l=d(()=>i(n).options.icons),c=d(()=>i(n).options.resourceExpand),f=d(()=>i(n).options.theme),v=F({}),p=d(()=>r().expanded),u=d(()=>i(a)[i(p)?"collapse":"expand"]);cr(()=>{y(v,di(r()))});function h(w){r().expanded=y(p,!i(p)),m(i(v).children),i(o).length=i(o).length,Ne(i(c))&&i(c)({resource:r(),jsEvent:w,view:vr(i(s))})}function m(w){for(let k of w){let E=di(k);E.hidden=!i(p),k.expanded&&m(E.children)}}var _=Mp(),g=Ce(_);Ee(g,17,()=>Array(i(v).level),Pe,(w,k)=>{var E=Op();Q(()=>z(E,1,i(f).expander)),O(w,E)});var b=ge(g,2),x=ne(b),C=w=>{var k=Ip();ke(k,()=>Qe(i(l)[i(p)?"collapse":"expand"])),Q(()=>{z(k,1,i(f).button),me(k,"aria-label",i(u)),me(k,"title",i(u))}),Ze("click",k,h),O(w,k)};Je(x,w=>{i(v).children?.length&&w(C)}),G(b),Q(()=>z(b,1,i(f).expander)),O(e,_),Re()}fr(["click"]);var Pp=j("<div></div>");function Fp(e,t){De(t,!0);let r=d(()=>ce("state")),n=d(()=>i(r).mainEl),o=d(()=>i(r).now),s=d(()=>i(r).today),a=d(()=>i(r).options.slotDuration),l=d(()=>i(r).options.slotWidth),c=d(()=>i(r).options.theme),f=d(()=>ce("view-state")),v=d(()=>i(f).grid),p=d(()=>i(f).sidebarWidth),u=d(()=>{for(let E of i(v)[0])if(qe(E.dayStart,i(s)))return E;return{}}),h=d(()=>i(u).gridColumn),m=d(()=>i(u).start),_=d(()=>i(u).end),g=d(()=>{if(i(o)<i(m)||i(o)>i(_))return null;let E=_e(i(a));return(i(o)-i(m))/1e3/E*i(l)}),b=d(()=>({root:i(n),rootMargin:co()?`0px -${i(p)+1}px 0px 0px`:`0px 0px 0px -${i(p)+1}px`,threshold:0}));function x(E,T){E.classList.toggle(i(c).hidden,!T.isIntersecting)}var C=Ie(),w=Ce(C),k=E=>{var T=Pp();let B;ke(T,()=>xf(x,i(b))),Q(()=>{z(T,1,i(c).nowIndicator),B=jt(T,"",B,{"grid-column":i(h)+1,"grid-row":`2 / span ${i(v).length??""}`,"inset-inline-start":`${i(g)??""}px`})}),O(E,T)};Je(w,E=>{i(h)&&i(g)!==null&&E(k)}),O(e,C),Re()}var zp=j("<time></time>"),Hp=j("<span><!></span>"),Bp=j("<div><time></time></div>"),Up=j('<div role="rowheader"><!> <!></div>'),Vp=j('<section><header><aside></aside> <div role="row"><!> <!> <!> <!></div></header> <div role="rowgroup"><aside></aside> <div role="row"></div> <div><!> <!> <!></div></div> <!></section>');function Yp(e,t){De(t,!0);let r=ce("state"),n=new Ap(r);bn("view-state",n);let o=d(()=>r.mainEl),s=d(()=>r.scrollDate),a=d(()=>r.snippets),l=d(()=>r.today),c=d(()=>r.viewDates),f=d(()=>r.options.columnWidth),v=d(()=>r.options.eventGap),p=d(()=>r.options.nowIndicator),u=d(()=>r.options.scrollTime),h=d(()=>r.options.slotDuration),m=d(()=>r.options.slotHeight),_=d(()=>r.options.slotWidth),g=d(()=>r.options.theme),b=d(()=>r.options.weekNumberContent),x=d(()=>n.chunks),C=d(()=>n.bgChunks),w=d(()=>n.iChunks),k=d(()=>n.daySlots),E=d(()=>n.dayTimeLimits),T=d(()=>n.grid),B=d(()=>n.extraHeads),M=d(()=>n.intlMonthHeader),W=d(()=>n.monthView),ie=d(()=>n.nestedResources),J=d(()=>n.sidebarWidth),S=d(()=>n.slotLabelPeriodicity),q=d(()=>n.viewResources),Z=F(0),de;ht(()=>{i(u),i(s),Tr(i(c))||dr().then(Te)});function Te(){let L=0,D=i(s)&&i(s)!==de?i(s):i(l);de=i(s);let $e=D<i(c)[0]||D>i(c).at(-1);if(i(W)){if(!$e){let P=i(T)[0];for(let re of P)if(re.dayStart>=D){i(o).scrollLeft=(i(o).scrollWidth-i(J))/Ft(P)*(re.gridColumn-1)*(co()?-1:1);break}}}else{for(let P of i(c)){let re=bp(i(E),P);if($e||P>=D){L+=ln(so(_e(i(u)),_e(re.max))-_e(re.min),0);break}else L+=_e(re.max)-_e(re.min)}i(o).scrollLeft=L/_e(i(h))*i(_)*(co()?-1:1)}}let ae=[];function H(){sc(ae,i(x))}ht(()=>{i(v),H()});var ee=Ie(),st=Ce(ee),U=L=>{var D=Vp();let $e;var P=ne(D),re=ne(P),Et=ge(re,2),$r=ne(Et);Ee($r,17,()=>i(B).months,Pe,(te,ue)=>{let at=()=>i(ue).date,et=()=>i(ue).gridColumn,mt=()=>i(ue).span;no(te,{get className(){return i(g).colGroup},get colIndex(){return et()},get colSpan(){return mt()},cssSpan:!0,weekday:!1,children:(kt,Qt)=>{var br=zp();ke(br,()=>Qe(i(M).format(at()))),Q(fn=>me(br,"datetime",fn),[()=>gr(at(),10)]),O(kt,br)},$$slots:{default:!0}})});var mi=ge($r,2);Ee(mi,17,()=>i(B).weeks,Pe,(te,ue)=>{let at=()=>i(ue).number,et=()=>i(ue).date,mt=()=>i(ue).gridColumn,kt=()=>i(ue).span,Qt=d(()=>Ql(at(),et(),i(b),i(a).weekNumberContent));no(te,{get className(){return i(g).colGroup},get colIndex(){return mt()},get colSpan(){return kt()},cssSpan:!0,weekday:!1,children:(br,fn)=>{var Lr=Hp(),xi=ne(Lr);it(xi,()=>i(Qt).snippet??be,()=>i(Qt).arg),G(Lr),ke(Lr,()=>Qe(i(Qt).content,i(Qt).snippet)),Q(()=>z(Lr,1,i(g).weekNumber)),O(br,Lr)},$$slots:{default:!0}})});var _i=ge(mi,2);Ee(_i,17,()=>i(T)[0],Pe,(te,ue,at)=>{let et=()=>i(ue).dayStart,mt=()=>i(ue).disabled,kt=()=>i(ue).highlight;no(te,{get date(){return et()},colIndex:1+at,get disabled(){return mt()},get highlight(){return kt()},children:(Qt,br)=>{Mu(Qt,{get date(){return et()}})},$$slots:{default:!0}})});var qc=ge(_i,2),Gc=te=>{var ue=Ie(),at=Ce(ue);Ee(at,17,()=>i(T)[0],Pe,(et,mt)=>{let kt=()=>i(mt).dayStart,Qt=()=>i(mt).disabled,br=()=>i(mt).highlight;no(et,{get date(){return kt()},get className(){return i(g).slots},get disabled(){return Qt()},get highlight(){return br()},ariaHidden:!0,children:(fn,Lr)=>{var xi=Ie(),Kc=Ce(xi);Ee(Kc,17,()=>i(k)[mr(kt())],Pe,(Zc,mo)=>{var Fn=Bp();let js;var Xs=ne(Fn);ke(Xs,()=>Qe(i(mo)[1])),G(Fn),Q(()=>{z(Fn,1,i(g).slot),js=jt(Fn,"",js,{"--ec-slot-label-periodicity":i(mo)[2]}),me(Xs,"datetime",i(mo)[0])}),O(Zc,Fn)}),O(fn,xi)},$$slots:{default:!0}})}),O(te,ue)};Je(qc,te=>{i(W)||te(Gc)}),G(Et),G(P);var $i=ge(P,2),bi=ne($i);Ee(bi,21,()=>i(q),te=>Rs(te),(te,ue)=>{var at=Up(),et=ne(at),mt=kt=>{Lp(kt,{get resource(){return i(ue)}})};Je(et,kt=>{i(ie)&&kt(mt)}),vp(ge(et,2),{get resource(){return i(ue)}}),G(at),Q(()=>z(at,1,i(g).rowHead)),O(te,at)}),G(bi);var yi=ge(bi,2);Ee(yi,21,()=>i(T),Pe,(te,ue,at)=>{var et=Ie(),mt=Ce(et);Ee(mt,17,()=>i(ue),Pe,(kt,Qt,br)=>{{let fn=d(()=>br+1===Ft(i(ue))),Lr=d(()=>at+1===Ft(i(T)));Np(kt,{get day(){return i(Qt)},get noIeb(){return i(fn)},get noBeb(){return i(Lr)}})}}),O(te,et)}),G(yi);var go=ge(yi,2),Gs=ne(go);Ee(Gs,19,()=>i(x),te=>te.id,(te,ue,at)=>{Xt(_s(te,{get chunk(){return i(ue)}}),(et,mt)=>ae[mt]=et,et=>ae?.[et],()=>[i(at)])});var Ws=ge(Gs,2);Ee(Ws,17,()=>i(C),te=>te.id,(te,ue)=>{_s(te,{get chunk(){return i(ue)}})});var Wc=ge(Ws,2);Ee(Wc,17,()=>i(w),Pe,(te,ue)=>{_s(te,{get chunk(){return i(ue)}})}),G(go),G($i);var jc=ge($i,2),Xc=te=>{Fp(te,{})};Je(jc,te=>{i(p)&&!i(W)&&te(Xc)}),G(D),Xt(D,te=>r.mainEl=te,()=>r?.mainEl),ke(D,()=>ql(H,!0)),Q((te,ue)=>{z(D,1,i(g).main),$e=jt(D,"",$e,{"--ec-grid-cols":te,"--ec-grid-rows":ue,"--ec-col-width":i(W)?i(f)??"minmax(4em, 1fr)":"min-content","--ec-slot-label-periodicity":i(S),"--ec-slot-height":`${i(m)??""}px`,"--ec-slot-width":`${i(_)??""}px`,"--ec-header-height":`${i(Z)??""}px`,"--ec-sidebar-width":`${i(J)??""}px`}),z(P,1,i(g).header),z(re,1,i(g).sidebar),z(Et,1,i(g).grid),z($i,1,i(g).body),z(bi,1,i(g).sidebar),z(yi,1,i(g).grid),z(go,1,i(g).events)},[()=>Ft(i(T)[0]),()=>`${Ft(i(T))>1?`repeat(${Ft(i(T))-1}, auto)`:""} 1fr`]),eo(re,"offsetWidth",te=>n.sidebarWidth=te),eo(P,"offsetHeight",te=>y(Z,te)),O(L,D)},oe=d(()=>!Tr(i(T))&&!Tr(i(T)[0]));Je(st,L=>{i(oe)&&L(U)}),O(e,ee),Re()}var Tc={createOptions(e){tp(e),np(e),mc(e),le(e,{monthHeaderFormat:{month:"long"},resourceExpand:void 0,slotWidth:32,view:"resourceTimelineWeek"}),le(e.buttonText,{expand:"Expand",collapse:"Collapse",resourceTimelineDay:"day",resourceTimelineWeek:"week",resourceTimelineMonth:"month",resourceTimelineYear:"year"}),le(e.icons,{collapse:{html:"&minus;"},expand:{html:"&plus;"}}),le(e.theme,{expander:"ec-expander",rowHead:"ec-row-head",slots:"ec-slots"}),le(e.views,{resourceTimelineDay:{buttonText:Is,component:Vl,displayEventEnd:!1,dayHeaderFormat:{weekday:"long"},duration:{days:1},theme:hr("ec-resource ec-timeline ec-day-view"),titleFormat:{year:"numeric",month:"long",day:"numeric"}},resourceTimelineWeek:{buttonText:Ms,component:Vl,displayEventEnd:!1,duration:{weeks:1},theme:hr("ec-resource ec-timeline ec-week-view")},resourceTimelineMonth:{buttonText:Ls,component:Yl,displayEventEnd:!1,dayHeaderFormat:{weekday:"short",day:"numeric"},duration:{months:1},slotDuration:{days:1},theme:hr("ec-resource ec-timeline ec-month-view"),titleFormat:{year:"numeric",month:"long"}},resourceTimelineYear:{buttonText:cc,component:Yl,displayEventEnd:!1,dayHeaderFormat:{weekday:"short",day:"numeric"},duration:{years:1},slotDuration:{days:1},theme:hr("ec-resource ec-timeline ec-year-view"),titleFormat:{year:"numeric"}}})},createParsers(e){rp(e)}};function Vl(e){return ep(e),Cc(e)}function Yl(e){return Cc(e,["month"])}function Cc(e,t=[]){return e.features=["timeline",...t],e.extensions.viewResources=r=>r.filter(n=>!di(n).hidden),Yp}function Sc(e,t,r){return An(Eu,{target:e,props:{plugins:t,options:r}})}function Dc(e){return ri(e)}var Rc=`/*!
 * EventCalendar v5.15.0
 * https://github.com/vkurko/calendar
 */
.ec {
    color-scheme: light;

    /* Main colors */
    --ec-color-400: oklch(70.8% 0 0);
    --ec-color-300: oklch(87% 0 0);
    --ec-color-200: oklch(92.2% 0 0);
    --ec-color-100: oklch(97% 0 0);
    --ec-color-50: oklch(98.5% 0 0);

    /* General props */
    --ec-bg-color: #fff;
    --ec-text-color: currentcolor;
    --ec-border-color: var(--ec-color-300);

    /* Buttons */
    --ec-button-bg-color: var(--ec-bg-color);
    --ec-button-border-color: var(--ec-border-color);
    --ec-button-text-color: var(--ec-text-color);
    --ec-button-active-bg-color: var(--ec-color-200);
    --ec-button-active-border-color: var(--ec-color-400);
    --ec-button-active-text-color: var(--ec-button-text-color);

    /* Days */
    --ec-today-bg-color: oklch(98.7% 0.026 102.212);
    --ec-highlight-color: oklch(98.4% 0.019 200.873);

    /* Events */
    --ec-event-bg-color: oklch(70.7% 0.165 254.624);
    --ec-event-text-color: #fff;
    --ec-bg-event-color: var(--ec-color-300);
    --ec-bg-event-opacity: 0.3;
    --ec-event-col-gap: .375rem;

    /* Now Indicator */
    --ec-now-indicator-color: oklch(63.7% 0.237 25.331);

    /* Popup */
    --ec-popup-bg-color: var(--ec-bg-color);

    .ec-dark & {
        color-scheme: dark;
        --ec-color-400: oklch(43.9% 0 0);
        --ec-color-300: oklch(37.1% 0 0);
        --ec-color-200: oklch(26.9% 0 0);
        --ec-color-100: oklch(20.5% 0 0);
        --ec-color-50: oklch(14.5% 0 0);
        --ec-bg-color: var(--ec-color-100);
        --ec-today-bg-color: oklch(28.6% 0.066 53.813);
        --ec-highlight-color: oklch(30.2% 0.056 229.695);
        --ec-bg-event-opacity: 0.5;
    }

    @media (prefers-color-scheme: dark) {
        .ec-auto-dark & {
            color-scheme: dark;
            --ec-color-400: oklch(43.9% 0 0);
            --ec-color-300: oklch(37.1% 0 0);
            --ec-color-200: oklch(26.9% 0 0);
            --ec-color-100: oklch(20.5% 0 0);
            --ec-color-50: oklch(14.5% 0 0);
            --ec-bg-color: var(--ec-color-100);
            --ec-today-bg-color: oklch(28.6% 0.066 53.813);
            --ec-highlight-color: oklch(30.2% 0.056 229.695);
            --ec-bg-event-opacity: 0.5;
        }
    }
}

.ec-day {
    --ec-day-bg-color: var(--ec-bg-color);
    background-color: var(--ec-day-bg-color);
    border: 1px solid var(--ec-border-color);
    border-block-start: none;
    border-inline-start: none;

    &.ec-today {
        --ec-day-bg-color: var(--ec-today-bg-color);
    }

    &.ec-highlight {
        --ec-day-bg-color: var(--ec-highlight-color);
    }

    .ec-time-grid .ec-body & {
        background-image:
                linear-gradient(to top, var(--ec-day-bg-color) 1px, transparent 1px),
                linear-gradient(to top, var(--ec-border-color) 1px, transparent 1px),
                linear-gradient(to right, var(--ec-day-bg-color) 1px, transparent 1px),
                linear-gradient(to top, var(--ec-border-color) 1px, transparent 1px);
        background-size:
                100% 100%,
                100% calc(var(--ec-slot-height) * var(--ec-slot-label-periodicity)),
                2px 100%,
                100% var(--ec-slot-height);
    }

    .ec-timeline:not(.ec-month-view, .ec-year-view) .ec-body & {
        --ec-last-line-color: transparent;
        --ec-direction: to left;
        [dir="rtl"] & {
            --ec-direction: to right;
        }
        background-image:
                linear-gradient(var(--ec-direction), var(--ec-last-line-color) 1px, transparent 1px),
                linear-gradient(var(--ec-direction), var(--ec-border-color) 1px, transparent 1px),
                linear-gradient(var(--ec-day-bg-color) 1px, transparent 1px),
                linear-gradient(var(--ec-direction), var(--ec-border-color) 1px, transparent 1px);
        background-size:
                100% 100%,
                calc(var(--ec-slot-width) * var(--ec-slot-label-periodicity)) 100%,
                100% 2px,
                var(--ec-slot-width) 100%;
        border-inline: none;

        &.ec-no-ieb {
            --ec-last-line-color: var(--ec-day-bg-color);
        }
    }

    .ec-day-grid & {
        display: flex;
        flex-direction: column;
        justify-content: space-between;
        min-block-size: 5em;
    }

    .ec-day-grid .ec-uniform & {
        min-block-size: auto;
    }

    .ec-list & {
        border-inline: none;

        &:last-child {
            border: none;
        }
    }

    &.ec-no-ieb {
        border-inline-end: none;
    }

    &.ec-no-beb {
        border-block-end: none;
    }
}

.ec-day-head {
    display: flex;
    flex-direction: row-reverse;
    justify-content: space-between;

    .ec-day-grid.ec-month-view & {
        padding: .375rem;
    }

    .ec-day.ec-other-month & time {
        opacity: .3;
    }

    .ec-list & {
        background-color: var(--ec-day-bg-color);
        border-block-end: 1px solid var(--ec-border-color);
        flex-direction: unset;
        margin: 0 0 -1px;
        padding: .5em 1.5em;
        position: sticky;
        inset-block-start: 0;
        z-index: 2;
    }
}

.ec-day-foot {
    padding: .18rem;
    font-size: .85em;

    a {
        cursor: pointer;
    }
}

.ec-disabled {
    position: relative;
    &:after {
        content: '';
        position: absolute;
        inset: 0 0 0 0;
        background-color: var(--ec-bg-event-color);
        opacity: var(--ec-bg-event-opacity);
    }
}

/* Toolbar */
.ec-toolbar {
    display: flex;
    justify-content: space-between;
    align-items: center;
    margin-block-end: 1em;

    > * {
        display: inline-flex;
        flex-wrap: wrap;
        column-gap: .75rem;
        row-gap: .5rem;
    }
}

.ec-title {
    margin: 0;
}

.ec-button {
    background-color: var(--ec-button-bg-color);
    border: 1px solid var(--ec-button-border-color);
    padding: .375rem .75rem;
    font-size: 1rem;
    line-height: 1.5;
    border-radius: .25rem;

    &:not(:disabled) {
        color: var(--ec-button-text-color);
        cursor: pointer;
    }

    &:not(:disabled):hover,
    &.ec-active {
        background-color: var(--ec-button-active-bg-color);
        border-color: var(--ec-button-active-border-color);
        color: var(--ec-button-active-text-color);
        z-index: 1;  /* make all borders visible */
    }
}

.ec-button-group {
    display: inline-flex;
    vertical-align: top;

    .ec-button:not(:first-child) {
        border-start-start-radius: 0;
        border-end-start-radius: 0;
        margin-inline-start: -1px;
    }

    .ec-button:not(:last-child) {
        border-start-end-radius: 0;
        border-end-end-radius: 0;
    }
}

.ec-icon {
    display: inline-block;
    inline-size: 1em;

    &.ec-prev:after,
    &.ec-next:after {
        content: '';
        position: relative;
        inline-size: .5em;
        block-size: .5em;
        border-block-start: 2px solid currentcolor;
        border-inline-end: 2px solid currentcolor;
        display: inline-block;
    }

    &.ec-prev:after {
        inset-inline-start: 3px;
        rotate: -135deg;
    }
    [dir="rtl"] &.ec-prev:after {
        rotate: 135deg;
    }

    &.ec-next:after {
        inset-inline-start: -3px;
        rotate: 45deg;
    }
    [dir="rtl"] &.ec-next:after {
        rotate: -45deg;
    }
}

.ec-sidebar {
    position: sticky;
    inset-inline-start: 0;
    z-index: 1;
    background-color: var(--ec-bg-color);
    border-inline-end: 1px solid var(--ec-border-color);
    text-align: end;
    overflow: clip;

    .ec-header & {
        border-block-end: 1px solid var(--ec-border-color);
        padding-block: .375rem;
    }

    .ec-time-grid & {
        padding-inline: .75rem;
    }

    .ec-time-grid .ec-body & {
        --ec-direction: to left;
        [dir="rtl"] & {
            --ec-direction: to right;
        }
        background-image:
                linear-gradient(var(--ec-direction), transparent .375rem, var(--ec-bg-color) .375rem),
                linear-gradient(to top, var(--ec-bg-color) 1px, transparent 1px),
                linear-gradient(to top, var(--ec-border-color) 1px, transparent 1px),
                linear-gradient(to right, var(--ec-bg-color) 1px, transparent 1px),
                linear-gradient(to top, var(--ec-border-color) 1px, transparent 1px);
        background-size:
                100% 100%,
                100% 100%,
                100% calc(var(--ec-slot-height) * var(--ec-slot-label-periodicity)),
                2px 100%,
                100% var(--ec-slot-height);
    }

    .ec-timeline .ec-body & {
        grid-area: 1 / 1 / -1 / 2;
        display: grid;
        grid-template-rows: subgrid;
    }
}

.ec-row-head {
    display: flex;
    border-block-end: 1px solid var(--ec-border-color);
    padding: .375em .75rem;

    > span {
        min-block-size: 1.5em;
    }

    &:last-child {
        border: none;
    }
}

.ec-expander {
    inline-size: 1.25em;
    margin-inline-end: .25em;
    margin-block-start: -1px;

    .ec-button {
        line-height: normal;
        padding: 0;
        aspect-ratio: 1;
        block-size: 1.25em;
    }
}

.ec-slot {
    white-space: nowrap;

    .ec-time-grid & {
        block-size: calc(var(--ec-slot-height) * var(--ec-slot-label-periodicity));
        position: relative;
        inset-block-start: -.5lh;
    }

    .ec-timeline & {
        grid-column: span var(--ec-slot-label-periodicity);
        font-size: .95em;
        padding: .18rem 0;
        overflow: clip;
        text-overflow: ellipsis;
    }
}

.ec-slots {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: var(--ec-slot-width);
    text-align: center;

    --ec-day-bg-color: var(--ec-bg-color);
    background-color: var(--ec-day-bg-color);
    border-block-end: 1px solid var(--ec-border-color);

    &.ec-today {
        --ec-day-bg-color: var(--ec-today-bg-color);
    }

    &.ec-highlight {
        --ec-day-bg-color: var(--ec-highlight-color);
    }

    --ec-last-line-color: transparent;
    --ec-direction: to left;
    [dir="rtl"] & {
        --ec-direction: to right;
    }
    background-image:
            linear-gradient(var(--ec-direction), var(--ec-last-line-color) 1px, transparent 1px),
            linear-gradient(var(--ec-direction), var(--ec-border-color) 1px, transparent 1px);
    background-size:
            100% 100%,
            calc(var(--ec-slot-width) * var(--ec-slot-label-periodicity)) 100%;

    &:last-child {
        --ec-last-line-color: var(--ec-day-bg-color);
    }
}

.ec-events {
    grid-area: 1 / 2 / -1 / -1;
    display: grid;
    grid-template: subgrid / subgrid;
    isolation: isolate;
    pointer-events: none;

    .ec-day-grid & {
        grid-column-start: 1;
    }
}

.ec-event {
    display: flex;
    position: relative;
    padding: 2px;
    color: var(--ec-event-text-color);
    box-sizing: border-box;
    box-shadow: 0 0 1px 0 var(--ec-border-color);
    background-color: var(--ec-event-bg-color);
    border-radius: 3px;
    font-size: .85em;
    line-height: 1.5;
    z-index: 1;
    pointer-events: all;
    inline-size: calc(100% - var(--ec-event-col-gap));

    .ec-time-grid & {
        grid-row: 1;
    }

    .ec-day-grid &,
    .ec-all-day &,
    .ec-timeline & {
        block-size: max-content;
        margin-block-end: var(--ec-event-col-gap);
        &.ec-start-clipped {
            border-start-start-radius: 0;
            border-end-start-radius: 0;
            border-start-end-radius: 3px;
            border-end-end-radius: 3px;
        }
        &.ec-end-clipped {
            border-start-end-radius: 0;
            border-end-end-radius: 0;
            border-start-start-radius: 3px;
            border-end-start-radius: 3px;
        }
    }

    .ec-list & {
        flex-direction: row;
        padding: .5em 1.5em;
        color: inherit;
        background-color: var(--ec-day-bg-color);
        border-radius: 0;
    }

    &.ec-preview {
        z-index: 1000;
        user-select: none;
        opacity: .8;
    }

    &.ec-pointer {
        color: inherit;
        pointer-events: none;
        user-select: none;
        z-index: 0;
        box-shadow: none;
    }

    &.ec-start-clipped {
        border-start-start-radius: 0;
        border-start-end-radius: 0;
    }
    &.ec-end-clipped {
        border-end-start-radius: 0;
        border-end-end-radius: 0;
    }
    &.ec-start-clipped.ec-end-clipped {
        border-radius: 0;
    }
}

.ec-bg-event {
    grid-row: 1;
    position: relative;
    background-color: var(--ec-bg-event-color);
    opacity: var(--ec-bg-event-opacity);
}

.ec-draggable {
    cursor: pointer;
    user-select: none;
}

.ec-ghost {
    opacity: .5;
    user-select: none;
    pointer-events: none;
}

.ec-event-body {
    display: flex;
    flex-direction: column;
    inline-size: 100%;

    .ec-day-grid &,
    .ec-all-day &,
    .ec-timeline & {
        flex-direction: row;
    }
}

.ec-event-tag {
    inline-size: 4px;
    border-radius: 2px;
    margin-inline-end: 8px;
}

.ec-event-time {
    overflow: hidden;
    white-space: nowrap;
    margin: 0 0 1px 0;
    flex-shrink: 0;
    max-block-size: 100%;

    .ec-day-grid &,
    .ec-timeline & {
        margin: 0 3px 0 0;
        max-inline-size: 100%;
        text-overflow: ellipsis;
    }
}

.ec-event-title {
    overflow: hidden;
    margin: 0;
    font-weight: inherit;

    .ec-time-grid & {
        position: sticky;
        inset-block-start: var(--ec-header-height);
    }

    .ec-day-grid &,
    .ec-all-day &,
    .ec-timeline & {
        min-block-size: 1.5em;
        white-space: nowrap;
        text-overflow: ellipsis;
        position: sticky;
        inset-inline-start: calc(var(--ec-sidebar-width) + .18em);
    }

    .ec-list & {
        font-size: 1rem;
    }
}

.ec-resizer {
    position: absolute;
    user-select: none;

    .ec-time-grid .ec-body & {
        inset: auto 0 0 0;
        block-size: 50%;
        max-block-size: 8px;
        cursor: ns-resize;

        &.ec-start {
            inset: 0 0 auto 0;
        }
    }
    .ec-day-grid &,
    .ec-all-day &,
    .ec-timeline & {
        inset: 0 0 0 auto;
        inline-size: 50%;
        max-inline-size: 8px;
        cursor: ew-resize;

        &.ec-start {
            inset: 0 auto 0 0;
        }
    }
}

.ec-dragging, .ec-dragging * {
    cursor: pointer!important;
}
.ec-resizing-y, .ec-resizing-y * {
    cursor: ns-resize!important;
}
.ec-resizing-x, .ec-resizing-x * {
    cursor: ew-resize!important;
}
.ec-not-allowed, .ec-not-allowed * {
    cursor: not-allowed!important;
}

.ec-no-events {
    text-align: center;
    padding: 5em 0;
    background-color: var(--ec-bg-color);
}

.ec-now-indicator {
    grid-row: 2;
    position: relative;
    pointer-events: none;
    will-change: inset;

    .ec-time-grid & {
        inline-size: 100%;
        block-size: 0;
        border-block-start: var(--ec-now-indicator-color) solid 2px;
    }

    .ec-timeline & {
        inline-size: 0;
        border-inline-start: var(--ec-now-indicator-color) solid 2px;

        &:before {
            inset-block-start: calc(var(--ec-header-height) - 6.5px);
            z-index: 2;
        }
    }

    &:before {
        background: var(--ec-now-indicator-color);
        border-radius: 50%;
        content: "";
        display: block;
        block-size: 12px;
        inline-size: 12px;
        margin-block-start: -7px;
        margin-inline-start: -7px;
        position: sticky;
        inset-inline-start: calc(var(--ec-sidebar-width) - 6.5px);
        z-index: 1;
    }
}

.ec-popup {
    position: relative;
    display: flex;
    flex-direction: column;
    box-sizing: border-box;
    block-size: max-content;
    inline-size: 125%;
    min-block-size: 8em;
    min-inline-size: 12em;
    padding: .375rem .75rem .75rem;
    background-color: var(--ec-popup-bg-color);
    border: 1px solid var(--ec-border-color);
    border-radius: .25rem;
    box-shadow: var(--ec-color-300) 0 10px 15px -3px, var(--ec-color-300) 0 4px 6px -4px;

    .ec-day-head {
        flex-direction: row;
        padding-inline: 0;

        a {
            cursor: pointer;
            font-size: 1.5em;
            line-height: .8;
        }
    }

    .ec-events {
        --ec-event-col-gap: 0;
        display: block;
        overflow-y: auto;
        pointer-events: auto;
    }
}

.ec-custom-scrollbars {
    .ec-main {
        &::-webkit-scrollbar {
            background-color: transparent;
        }

        &::-webkit-scrollbar-thumb {
            border: 4px solid transparent;
            box-shadow: none;
            background-color: var(--ec-border-color);
            background-clip: padding-box;
            border-radius: 8px;
        }

        &::-webkit-scrollbar-thumb:hover {
            background-color: var(--ec-color-400);
        }
    }
}

.ec {
    display: flex;
    flex-direction: column;
}

.ec-main {
    display: grid;
    border: 1px solid var(--ec-border-color);
    overflow: auto;
    /*scrollbar-width: thin;*/

    .ec-time-grid & {
        grid-template-columns: max-content repeat(var(--ec-grid-cols), var(--ec-col-width));
        grid-template-rows: repeat(2, max-content);
    }

    .ec-day-grid & {
        --ec-row-height: auto;
        grid-template-columns: repeat(var(--ec-grid-cols), minmax(0, 1fr));
        grid-template-rows: max-content repeat(var(--ec-grid-rows), var(--ec-row-height));

        &.ec-uniform {
            --ec-row-height: minmax(0, 1fr);
            overflow: hidden;
            flex-grow: 1;
        }
    }

    .ec-timeline & {
        grid-template-columns: max-content repeat(var(--ec-grid-cols), var(--ec-col-width));
        grid-template-rows: max-content var(--ec-grid-rows);
        flex-grow: 1;
    }

    .ec-list & {

    }
}

.ec-header {
    grid-area: 1 / 1 / 2 / -1;
    display: grid;
    grid-template-columns: subgrid;
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
}

.ec-grid {
    grid-area: 1 / 1 / -1 / -1;
    display: grid;
    grid-template-columns: subgrid;

    .ec-body & {
        grid-template-rows: subgrid;
    }

    .ec-time-grid &,
    .ec-timeline & {
        grid-column-start: 2;
    }
}

.ec-all-day {
    grid-area: 2 / 1 / auto / -1;
    display: grid;
    grid-template-columns: subgrid;
    min-block-size: var(--ec-slot-height);
}

.ec-col-group {
    grid-column: span  var(--ec-col-group-span);
}

.ec-col-group,
.ec-col-head {
    text-align: center;
    padding: .375rem .18em;
    background-color: var(--ec-bg-color);
    border: 1px solid var(--ec-border-color);
    border-block-start: none;
    border-inline-start: none;
    overflow: clip;
    text-overflow: ellipsis;

    &.ec-today {
        background-color: var(--ec-today-bg-color);
    }

    &.ec-highlight {
        background-color: var(--ec-highlight-color);
    }
}

.ec-col-group:nth-last-child(1 of .ec-col-group),
.ec-col-head:nth-last-child(1 of .ec-col-head) {
    border-inline-end: none;
}

.ec-col-group > *,
.ec-timeline .ec-col-head > * {
    position: sticky;
    inset-inline-start: calc(var(--ec-sidebar-width) + .18em);
}

.ec-body {
    grid-area: 2 / 1 / -1 / -1;
    display: grid;
    grid-template: subgrid / subgrid;
}

.ec-hidden {
    visibility: hidden;
}
/*$vite$:1*/`;var Ac=`/* Colours come from Streamlit's theme, so that light and dark follow it without being told. */
.leadline-calendar {
    --text: var(--st-text-color, #1b2430);
    --quiet: var(--st-gray-text-color, #47525f);
    --page: var(--st-background-color, #fff);
    --raised: var(--st-secondary-background-color, #f5f7fa);
    --line: var(--st-border-color, #dde3ea);
    --accent: var(--st-blue-text-color, #1f5fbf);
    --accent-soft: var(--st-blue-background-color, #e8f0fb);
    --alarm: var(--st-orange-text-color, #a03f00);
    --alarm-soft: var(--st-orange-background-color, #fdf0e6);
    --grey-soft: var(--st-gray-background-color, #edf1f5);
    --hatch: repeating-linear-gradient(
        135deg, color-mix(in srgb, var(--quiet) 22%, transparent) 0 1.5px, transparent 1.5px 7px
    );
    color: var(--text);
    font-family: var(--st-font, inherit);
    font-size: 0.87rem;
    line-height: 1.45;
}

.leadline-calendar * { box-sizing: border-box; }
.leadline-calendar > div:first-of-type { container-type: inline-size; }

.ec {
    color-scheme: inherit;
    --ec-bg-color: var(--page);
    --ec-text-color: var(--text);
    --ec-border-color: var(--line);
    --ec-color-50: var(--raised);
    --ec-color-100: var(--raised);
    --ec-color-200: var(--grey-soft);
    --ec-color-300: var(--line);
    --ec-color-400: var(--quiet);
    --ec-today-bg-color: color-mix(in srgb, var(--accent) 6%, var(--page));
    --ec-event-text-color: var(--text);
    --ec-event-bg-color: transparent;
    --ec-bg-event-color: transparent;
    --ec-bg-event-opacity: 1;
    --ec-event-col-gap: 6px;
    --ec-popup-bg-color: var(--page);
}

/* Toolbar */
.ec-toolbar { gap: 0.5rem 1rem; flex-wrap: wrap; margin-block-end: 0.75rem; }
.ec-toolbar .ec-start { align-items: center; column-gap: 0.5rem; }
.ec-title { font-size: 1.05rem; font-weight: 600; margin-inline-start: 0.4rem; }
.ec-button {
    font: inherit;
    padding: 0.3rem 0.75rem;
    border-radius: var(--st-button-radius, 8px);
    background: var(--page);
    color: var(--text);
    border-color: var(--line);
}
.ec-button:not(:disabled):hover { background: var(--raised); border-color: var(--quiet); }
.ec-button.ec-active, .ec-button.ec-active:hover {
    background: var(--accent-soft);
    border-color: var(--accent);
    color: var(--accent);
    font-weight: 600;
}
.ec-button:disabled { color: var(--quiet); background: var(--raised); cursor: default; }
.ec-button:focus-visible, .ec-event:focus-visible, .freeze-name:focus-visible, .ec-day-foot a:focus-visible,
.ec-popup a:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
    z-index: 3;
}

/* Grid */
.ec-main { border-radius: var(--st-base-radius, 10px); }
.ec-col-head { color: var(--quiet); font-size: 0.8rem; font-weight: 500; background: var(--raised); }
.ec-day-grid .ec-day { min-block-size: 6.4em; }
.ec-day-head { font-size: 0.8rem; color: var(--quiet); }
.ec-day-grid.ec-month-view .ec-day-head { padding: 0.2rem 0.35rem; }
.ec-day.ec-other-month { background: color-mix(in srgb, var(--raised) 60%, var(--page)); }
.ec-day.ec-other-month .ec-day-head time { opacity: 0.85; }
.ec-day.ec-today .ec-day-head time {
    background: var(--accent);
    color: var(--page);
    border-radius: 999px;
    padding: 0 0.45em;
    font-weight: 600;
}
.ec-day-foot { white-space: nowrap; }
.ec-day-foot a { color: var(--accent); font-size: 0.8rem; padding-inline: 0.3rem; border-radius: 4px; }
.ec-popup { border-radius: 10px; inline-size: 16rem; box-shadow: 0 8px 28px rgb(0 0 0 / 22%); gap: 2px; }

/* Events */
.glyph, .hatch { inline-size: 0.95em; block-size: 0.95em; flex: none; }
.glyph .line { fill: none; stroke: currentcolor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.glyph .heavy { stroke-width: 2.1; }
.glyph .dashed { stroke-dasharray: 2.6 2.2; stroke-linecap: butt; }
.glyph .full { fill: currentcolor; }
.hatch { display: inline-block; background: var(--hatch); border: 1px solid var(--quiet); border-radius: 3px; }

.ec-event {
    box-shadow: none;
    border: 1px solid transparent;
    border-radius: 6px;
    padding: 1px 4px;
    font-size: 0.82rem;
    cursor: pointer;
    margin-inline: 3px;
}
.ec-event-body { align-items: center; gap: 0.3em; min-inline-size: 0; }
.ec-event .title { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-inline-size: 0; }
.ec-event .glyph { color: var(--accent); }
.is-planned, .is-in-progress { background: var(--page); border: 1px dashed var(--accent); }
.is-released { background: var(--accent-soft); border-color: color-mix(in srgb, var(--accent) 28%, transparent); }
.is-overdue { background: var(--alarm-soft); border: 1px dashed var(--alarm); }
.is-rolled-back { background: var(--grey-soft); border-color: var(--line); }
.is-rolled-back .title, .is-rolled-back .version { text-decoration: line-through; }
.ec-event .version { flex: none; max-inline-size: 75%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.ec-event.is-overdue .glyph, .ec-event.is-rolled-back .glyph, .entry.is-overdue .glyph, .entry.is-rolled-back .glyph {
    color: var(--alarm);
}
.is-candidate { color: var(--quiet); }
.slip { flex: none; margin-inline-start: auto; color: var(--quiet); font-size: 0.92em; font-variant-numeric: tabular-nums; white-space: nowrap; }
.is-overdue .slip { color: var(--alarm); }
.ec-event.is-candidate .glyph { color: var(--quiet); }
.ec-event:hover { filter: brightness(0.97); border-color: var(--accent); }

/* Freezes */
.ec-bg-event { background: var(--hatch); border-radius: 0; display: flex; align-items: flex-start; }
.ec-bg-event .ec-event-body { display: flex; align-items: flex-start; min-inline-size: 0; }
.freeze-name {
    pointer-events: auto;
    cursor: pointer;
    font: inherit;
    font-size: 0.75rem;
    color: var(--text);
    background: var(--page);
    border: 1px solid var(--line);
    border-radius: 6px;
    padding: 0 0.45em;
    margin: 3px;
    min-inline-size: 1.6em;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
}
/* The names that begin on a day leave its number free, and those of the days after it. */
.ec-day-grid .ec-bg-event .ec-event-body { max-inline-size: calc(100cqi / 7 - 2.1rem); gap: 0; }
.freeze-name + .freeze-name { margin-inline-start: 0; }
.freeze-name[hidden] { display: none; }

/* Timeline */
.ec-timeline .ec-sidebar { text-align: start; min-inline-size: 8rem; background: var(--page); }
.ec-timeline .ec-row-head { align-items: center; font-weight: 500; min-block-size: 2.6rem; }
.ec-timeline .ec-col-head { padding-block: 0.25rem; }
.ec-timeline .ec-col-head time { display: flex; flex-direction: column; line-height: 1.25; }
.ec-timeline .ec-col-head.ec-today { color: var(--accent); font-weight: 600; }
.ec-timeline .ec-event { padding: 2px; margin-inline: 0; inline-size: 100%; background: none; border-color: transparent; }
.ec-timeline .ec-event:hover { background: var(--raised); filter: none; border-color: transparent; }
.ec-timeline .ec-event .title { text-shadow: 0 0 3px var(--page), 0 0 3px var(--page), 0 0 3px var(--page); }
.ec-timeline .ec-event-body { position: relative; }
.ec-timeline .before .ec-event-body { flex-direction: row-reverse; }
.ec-timeline .ec-event .box, .ec-timeline .ec-event:not(.is-freeze) .title { position: relative; z-index: 1; }
.ec-timeline .before .title { background: var(--page); padding-inline: 0.3em; border-radius: 4px; }
.ec-timeline .ec-event .slip { margin-inline-start: 0.4em; }
.tail { position: absolute; inset-block: 50% auto; border-block-start: 2px dotted color-mix(in srgb, var(--accent) 65%, var(--page)); }
.tail:not(.is-cut)::before {
    content: "";
    position: absolute;
    inset-block-start: calc(-0.35rem - 2px);
    inset-inline-start: -0.35rem;
    inline-size: 0.7rem;
    block-size: 0.7rem;
    border: 1.5px dashed var(--accent);
    border-radius: 50%;
    background: var(--page);
}
.ec-timeline .ec-event.is-freeze, .ec-timeline .ec-event.is-freeze:hover { background: var(--hatch); border: 1px solid var(--quiet); }
.ec-timeline .is-freeze .hatch { display: none; }
.ec-timeline .is-freeze .title { background: var(--page); padding-inline: 0.35em; border-radius: 4px; }
.box {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    flex: none;
    inline-size: 1.6rem;
    block-size: 1.4rem;
    border: 1px solid transparent;
    border-radius: 6px;
}
.is-planned .box, .is-in-progress .box { background: var(--page); border: 1px dashed var(--accent); }
.is-released .box { background: var(--accent-soft); border-color: color-mix(in srgb, var(--accent) 28%, transparent); }
.is-overdue .box { background: var(--alarm-soft); border: 1px dashed var(--alarm); }
.is-rolled-back .box { background: var(--grey-soft); border-color: var(--line); }
.weekday { font-size: 0.7rem; }

/* List */
.ec-list .ec-main { max-block-size: clamp(20rem, 100vh - 20rem, 46rem); }
.ec-list .ec-day { border: none; }
.ec-list .ec-day.ec-today .ec-day-head { background: var(--accent-soft); color: var(--accent); }
.ec-list .ec-day.ec-today .ec-day-head time { background: none; color: inherit; padding: 0; }
.ec-list .ec-day.ec-today .ec-day-head time:first-child::after { content: " \xB7 today"; }
.ec-list .ec-event.is-today, .ec-list .ec-event.is-today:hover { cursor: default; background: var(--page); }
.ec-list .ec-event.is-today .ec-event-body { display: block; }
.ec-list .ec-day-head {
    background: var(--raised);
    color: var(--text);
    font-size: 0.82rem;
    font-weight: 600;
    padding: 0.3rem 0.9rem;
    margin: 0;
    border-block-end: none;
}
.ec-list .ec-day-side { display: none; }
.ec-list .ec-event {
    border: none;
    border-radius: 0;
    border-block-end: 1px solid var(--line);
    background: var(--page);
    inline-size: 100%;
    margin: 0;
    padding: 0.45rem 0.9rem;
    font-size: 0.87rem;
    color: var(--text);
}
.ec-list .ec-event:hover { background: var(--raised); filter: none; border-color: var(--line); }
.ec-list .ec-event-tag { display: none; }
.ec-list .ec-event-body {
    display: grid;
    grid-template-columns: 1.1rem minmax(8rem, 1.2fr) minmax(8rem, 1fr) minmax(0, 1.6fr);
    gap: 0.2rem 0.75rem;
    align-items: baseline;
}
.ec-list .glyph, .ec-list .hatch { align-self: start; margin-block-start: 0.2em; }
.ec-list .title { font-weight: 500; white-space: normal; overflow-wrap: anywhere; }
.ec-list .state, .ec-list .note { color: var(--quiet); overflow-wrap: anywhere; }
.ec-list .is-overdue .state { color: var(--alarm); font-weight: 500; }
.ec-no-events { padding: 3rem 1rem; color: var(--quiet); }

/* Legend */
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin-block-start: 0.6rem; color: var(--quiet); font-size: 0.8rem; }
.entry { display: inline-flex; align-items: center; gap: 0.35em; background: none; border: none; }
.entry .glyph { color: var(--accent); }
.zone { margin-inline-start: auto; }

@media (max-width: 600px) {
    .ec-toolbar { row-gap: 0.6rem; }
    .ec-day-grid .ec-event { padding-inline: 2px; margin-inline: 1px; inline-size: calc(100% - 2px); }
    .ec-day-grid .ec-event-body { gap: 0.2em; }
    .ec-day-grid .ec-main .title, .ec-day-grid .ec-main .slip, .more { display: none; }
    .ec-day-grid .ec-bg-event .ec-event-body { max-inline-size: calc(100cqi / 7 - 1.5rem); }
    .freeze-name { padding-inline: 0.25em; margin-inline: 1px; }
    .ec-day-grid .ec-main .version { flex: 1; max-inline-size: 100%; }
    .ec-list .ec-main { max-block-size: clamp(20rem, 100vh - 25rem, 46rem); }
    .ec-list .ec-event-body { grid-template-columns: 1.1rem 1fr; }
    .ec-list .state, .ec-list .note { grid-column: 2; }
    .ec-list .note:empty { display: none; }
    .zone { margin-inline-start: 0; }
}
`;var Bs=" freezes";function Oc(e){return e.look==="freeze"?[]:[Wr(e)]}function Ic(e,{from:t}){if(e.look!=="freeze")return[Wr(e)];let r=e.start<t?t:e.start;return[Wr(e,{start:r,end:ui(r,1)})]}function Mc(e,{from:t,until:r}){if(e.look==="freeze")return[Wr(e,{resourceIds:[Bs]})];let n=Math.ceil(((e.short.length+ho(e," d").length)*6.9+42)/25),o=ui(e.start,n)>r,s=e.planned&&e.planned<e.start?Nc(e.planned,t):e.start,a=o?Nc(Wp(s,ui(e.end,-n)),t):s,l=o?e.end:ui(e.start,n),c=Hs(a,l),f={day:1/c,box:Hs(a,e.start)/c,tail:Hs(a,s)/c},v=e.planned<t;return[Wr(e,{start:a,end:l,className:o?"before":"",extendedProps:{...e,shares:f,isBefore:o,hasTail:s<e.start,isCut:v}})]}function Us(e,t){let r=e.filter(({services:o})=>!t||o.length===0||o.includes(t)),n=[...new Set(r.flatMap(({start:o,end:s})=>[o,s]))].sort();return n.slice(0,-1).flatMap((o,s)=>{let a=r.filter(f=>f.start<=o&&f.end>o);if(a.length===0)return[];let c={id:`ground ${t??""} ${o}`,start:o,end:n[s+1],title:"",services:t?[t]:[]};return[Wr({...c,look:"ground",freezes:a},{display:"background"})]})}function Lc(e){return{id:"today",look:"today",start:e,end:ui(e,1),title:"Nothing on this day.",services:[]}}function Wr(e,t={}){let{id:r,start:n,end:o,title:s,services:a}=e;return{id:r,start:n,end:o,title:s,allDay:!0,resourceIds:a,extendedProps:e,...t}}function ho({slipDays:e},t=""){return e?`${e>0?"+":"\u2212"}${Math.abs(e)}${t}`:""}function pi(e){let t=r=>String(r).padStart(2,"0");return`${e.getFullYear()}-${t(e.getMonth()+1)}-${t(e.getDate())}`}function ui(e,t){let[r,n,o]=e.split("-").map(Number);return pi(new Date(r,n-1,o+t))}function Hs(e,t){return Math.round((Date.parse(t)-Date.parse(e))/864e5)}function Nc(e,t){return e>t?e:t}function Wp(e,t){return e<t?e:t}var Pc="http://www.w3.org/2000/svg",Fc={planned:[["circle",{cx:8,cy:8,r:5.5,class:"line dashed"}]],"in progress":[["circle",{cx:8,cy:8,r:5.5,class:"line"}],["path",{d:"M8 2.5a5.5 5.5 0 0 1 0 11z",class:"full"}]],overdue:[["circle",{cx:8,cy:8,r:6.2,class:"line"}],["path",{d:"M8 4.4v4.4M8 11v.9",class:"line heavy"}]],candidate:[["path",{d:"M8 2.6 13.4 8 8 13.4 2.6 8z",class:"line"}]],released:[["circle",{cx:8,cy:8,r:5.5,class:"full"}]],"rolled back":[["path",{d:"M4.2 5.2A5.2 5.2 0 1 1 2.9 9.4",class:"line"}],["path",{d:"M3.6 1.9v3.8h3.8",class:"line"}]]},zc=["planned","in progress","overdue","candidate","released","rolled back"];function Hc(e){let t=[gi(e,vi(e.look)),Se("span","title",e.service??e.title)];return e.service&&t.push(Se("span","version",e.short)),[...t,...Uc(ho(e))]}function Bc(e){let{shares:t,isBefore:r,hasTail:n,isCut:o}=e,s=Se("span","box");s.append(vi(e.look));let a=Se("span","title",e.short);a.append(...Uc(ho(e," d")));let l=[gi(e,s),a];if(r||(s.style.marginInlineStart=Vs(t.box)),!n)return l;let c=Se("span",o?"tail is-cut":"tail");return c.style.insetInlineStart=Vs(o?t.tail:t.tail+t.day/2),c.style.insetInlineEnd=Vs(1-t.box-t.day/2),[c,...l]}function Uc(e){return e?[Se("span","slip",e)]:[]}function Vs(e){return`${(100*e).toFixed(3)}%`}function vo(e,t,r){let n=Se("span",`entry is-${e.replace(" ","-")}`);return n.append(t,hi(r)),n}function Se(e,t,r){let n=document.createElement(e);return t&&(n.className=t),r!==void 0&&n.append(hi(r)),n}function hi(e){return document.createTextNode(e)}function vi(e){let t=document.createElementNS(Pc,"svg");t.setAttribute("viewBox","0 0 16 16"),t.setAttribute("class","glyph"),t.setAttribute("aria-hidden","true");for(let[r,n]of Fc[e.replace("-"," ")]??Fc.planned){let o=document.createElementNS(Pc,r);for(let[s,a]of Object.entries(n))o.setAttribute(s,a);t.append(o)}return t}function gi(e,t){return t.setAttribute("data-event",e.id),t}function Vc(e){let t=new Intl.DateTimeFormat("en-GB",{weekday:"narrow"}).format(e);return{domNodes:[Se("span","weekday",t),Se("span","number",String(e.getDate()))]}}var Mr={month:"dayGridMonth",list:"listMonth",timeline:"resourceTimelineMonth"},Yc=Object.fromEntries(Object.entries(Mr).map(([e,t])=>[t,e])),Xp=600,Kp=["table","rowgroup","row","rowheader","columnheader","cell","list","listitem"].map(e=>`[role=${e}]`).join(),Ys=new WeakMap;function Zp({parentElement:e,data:t,setStateValue:r,setTriggerValue:n}){let o=Ys.get(e);return o?(o.report=r,o.trigger=n,o.update(t)):(o=new qs(e,t,r,n),Ys.set(e,o)),()=>{Ys.delete(e),o.remove()}}var qs=class{constructor(t,r,n,o){this.data=r,this.report=n,this.trigger=o,this.root=Se("div","leadline-calendar");let s=Se("style");s.textContent=Rc+Ac,this.place=Se("div"),this.legend=Se("div","legend"),this.root.append(s,this.place,this.legend),t.append(this.root),this.root.addEventListener("pointerdownoutside",Jp,!0),this.asked=new Set,this.sent={view:r.view,date:r.date},this.calendar=Sc(this.place,[bc,yc,Tc],this.options()),this.told=this.position(),this.isReady=!0,this.fill()}options(){let t=this.data.view??(this.root.getBoundingClientRect().width<Xp?"list":"month");return{view:Mr[t]??Mr.month,date:this.data.date,firstDay:this.data.firstDay,timeZone:this.data.offset,locale:"en-GB",headerToolbar:{start:"prev,next today title",center:"",end:Object.values(Mr).join(",")},buttonText:r=>({...r,today:"Today",dayGridMonth:"Month",listMonth:"List",resourceTimelineMonth:"Timeline"}),dayMaxEvents:!0,moreLinkContent:({num:r})=>({domNodes:[hi(`+${r}`),Se("span","more"," more")]}),dayPopoverFormat:{weekday:"long",day:"numeric",month:"long"},listDayFormat:{weekday:"long",day:"numeric",month:"long"},listDaySideFormat:{weekday:"short"},noEventsContent:"Nothing in this month.",views:{dayGridMonth:{height:"50rem"},resourceTimelineMonth:{columnWidth:`minmax(${25}px, 1fr)`,dayHeaderFormat:Vc}},eventContent:({event:r,view:n})=>({domNodes:this.content(r.extendedProps,n.type)}),eventClassNames:({event:r})=>[`is-${r.extendedProps.look}`],eventClick:({event:r})=>r.extendedProps.look!=="today"&&this.trigger("clicked",r.extendedProps.id),eventAllUpdated:()=>this.finish(),datesSet:()=>this.moved(),viewDidMount:()=>this.moved(),resourceLabelContent:({resource:r})=>({domNodes:[hi(r.title)]}),events:[],resources:[]}}update(t){let r=this.sent;this.data=t,this.sent={view:t.view,date:t.date};let n=dn(this.sent);n===dn(this.position())?this.asked.clear():!this.asked.has(n)&&n!==dn(r)&&this.go(this.sent),this.fill()}go({view:t,date:r}){this.isReady=!1,t&&Mr[t]&&this.calendar.setOption("view",Mr[t]),this.calendar.setOption("date",r),this.told=this.position(),this.isReady=!0}position(){let t=this.calendar.getView();return{view:Yc[t.type],date:pi(t.currentStart)}}moved(){if(!this.isReady)return;let t=this.position();dn(t)!==dn(this.told)&&(this.told=t,this.asked.add(dn(t)),setTimeout(()=>{this.fill(),this.report("shown",t)}))}fill(){let t=this.calendar.getView(),r=pi(t.currentStart),n=pi(t.currentEnd),o=JSON.stringify([this.data.events,t.type,r]);if(o===this.filled)return;this.filled=o,this.drawLegend(),this.calendar.setOption("resources",this.rows(r,n));let s=Yc[t.type],a={month:Oc,list:Ic,timeline:Mc}[s],l=p=>s==="month"||p.start<n&&p.end>r,c={from:r,until:n,services:this.data.services},f=this.data.events.filter(l),v=f.flatMap(p=>a(p,c));this.calendar.setOption("events",[...v,...this.besides(s,f,c)])}besides(t,r,n){let o=r.filter(l=>l.look==="freeze");if(t==="month")return Us(o);if(t==="timeline")return n.services.flatMap(l=>Us(o,l));let s=this.data.today;return r.length>0&&!r.some(l=>l.start===s)&&s>=n.from&&s<n.until?[Wr(Lc(s))]:[]}rows(t,r){let n=this.data.events.filter(l=>l.start<r&&l.end>t),o=new Set(n.filter(l=>l.look!=="freeze").flatMap(l=>l.services)),a=this.data.services.filter(l=>o.size===0||o.has(l)).map(l=>({id:l,title:l}));return n.some(l=>l.look==="freeze")?[{id:Bs,title:"Freezes"},...a]:a}content(t,r){let n=t.look==="freeze";return t.look==="ground"?r===Mr.month?t.freezes.map(o=>this.freezeName(o)):[]:r===Mr.list?this.listLine(t):r===Mr.month?Hc(t):n?[gi(t,Se("span","hatch")),Se("span","title",t.short)]:Bc(t)}listLine(t){if(t.look==="today")return[Se("span","state",t.title)];let r=t.look==="freeze";return[gi(t,r?Se("span","hatch"):vi(t.look)),Se("span","title",t.title),Se("span","state",t.words),Se("span","note",t.note??"")]}freezeName(t){let r=Se("button","freeze-name",t.title);return r.type="button",r.dataset.event=t.id,r.setAttribute("aria-label",t.label),r.title=t.label,r.addEventListener("click",()=>this.trigger("clicked",t.id)),r}finish(){let t=new Map(this.data.events.map(o=>[o.id,o.label]));for(let o of this.place.querySelectorAll(".ec-event")){let s=o.querySelector("[data-event]")?.dataset.event;o.setAttribute("aria-label",t.get(s)??""),o.title=t.get(s)??""}let r=new Set;for(let o of this.place.querySelectorAll(".freeze-name"))o.hidden=r.has(o.dataset.event),r.add(o.dataset.event);for(let o of this.place.querySelectorAll(".ec-button-group .ec-button:not(.ec-prev, .ec-next)"))o.setAttribute("aria-pressed",String(o.classList.contains("ec-active")));this.place.querySelector(".ec-title")?.setAttribute("aria-live","polite");for(let o of this.place.querySelectorAll(Kp))for(let s of["role","aria-colindex","aria-rowindex"])o.removeAttribute(s);let n=this.place.querySelector(".ec");n?.setAttribute("role","group"),n?.setAttribute("aria-label","Release calendar");for(let o of this.place.querySelectorAll("h4"))o.setAttribute("aria-level","2");for(let o of this.place.querySelectorAll(".ec-event.is-today"))for(let s of["role","tabindex","aria-label"])o.removeAttribute(s);this.showToday()}showToday(){let t=this.place.querySelector(".ec-timeline .ec-main, .ec-list .ec-main"),r=t?.querySelector(".ec-header .ec-today, .ec-day.ec-today"),n=dn(this.position());!r||this.scrolledFor===n||(this.scrolledFor=n,t.closest(".ec-list")?t.scrollTop+=r.getBoundingClientRect().top-t.getBoundingClientRect().top-1:t.scrollLeft=Math.max(0,r.offsetLeft-t.clientWidth/2))}drawLegend(){let t=new Set(this.data.events.map(n=>n.look.replace("-"," "))),r=zc.filter(n=>t.has(n)).map(n=>vo(n,vi(n),n));t.has("freeze")&&r.push(vo("freeze",Se("span","hatch"),"freeze")),this.data.events.some(n=>n.slipDays)&&r.push(vo("late",Se("span","slip","+3"),"days after the planned one")),this.legend.replaceChildren(...r,Se("span","zone",`Days and times in ${this.data.zone}`))}remove(){Dc(this.calendar),this.root.remove()}};function Jp(e){e.detail.jsEvent.composedPath().includes(e.target)&&e.stopImmediatePropagation()}function dn({view:e,date:t}){return`${e??""} ${(t??"").slice(0,7)}`}export{Zp as default};
