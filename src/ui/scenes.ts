/**
 * One continuous line that enters on the left and leaves on the right, so that scenes join. In the sheet `.l` is the line,
 * `.k` things, `.o` people, `.s` what is new or lit, `.g` the ground. No face, no skin, no tear.
 */
export const SCENES = {
  /** Les toits : la ligne quitte un téléphone et devient la ville */
  toits: {
    viewBox: "0 0 1200 240",
    drawing:
      '<path class="g" d="M0 214h1200"/><path class="k" d="M120 62v152M104 80h32M236 66v148M220 84h32"/><path class="l" d="M0 86Q60 132 120 80Q180 132 236 84C266 122 256 214 300 214H330L386 138L442 214H486V92a14 14 0 0 1 14-14h46a14 14 0 0 1 14 14V214H612L704 78L796 214H842L888 154L934 214H976V142L1028 92L1080 142V214H1110L1150 164L1190 214H1200"/><path class="k" d="M374 214v-28h24v28M511 98h24M682 158h44v40h-44zM704 158v40M682 178h44M1016 214v-32a12 12 0 0 1 24 0v32"/><circle class="o" cx="523" cy="192" r="6"/><circle class="o" cx="888" cy="192" r="5"/><circle class="s" cx="1028" cy="134" r="6"/><circle class="o" cx="1150" cy="194" r="5"/><circle class="s" cx="704" cy="128" r="7"/>',
  },
  /** Quelqu’un décroche : deux personnes, une seule ligne, un toit entre elles */
  decroche: {
    viewBox: "0 0 480 240",
    drawing:
      '<path class="g" d="M0 222h480"/><path class="l" d="M0 222h56c0-62 22-92 60-92s60 30 60 92h20l44-66 44 66h20c0-62 22-92 60-92s60 30 60 92h56"/><circle class="o" cx="116" cy="92" r="28"/><circle class="o" cx="364" cy="92" r="28"/><circle class="o" cx="240" cy="204" r="8"/><path class="k" d="M158 74h10a5 5 0 0 1 5 5v30a5 5 0 0 1-5 5h-10a5 5 0 0 1-5-5V79a5 5 0 0 1 5-5zM328 96V88a36 36 0 0 1 72 0v10M328 92v16a6 6 0 0 0 6 6h3V92zM400 92v22h-9V92zM396 116c0 12-10 16-20 16"/><circle class="s" cx="212" cy="84" r="7"/><circle class="s" cx="240" cy="70" r="7"/><circle class="s" cx="268" cy="84" r="7"/>',
  },
  /** L’atelier : une ligne, six chaises, une place libre */
  cercle: {
    viewBox: "0 0 480 240",
    drawing:
      '<path class="g" d="M0 222h480"/><path class="l" d="M6 222h24c0-44 14-60 32-60s32 16 32 60h10c0-54 14-74 34-74s34 20 34 74h12c0-60 16-84 36-84s36 24 36 84h12v-46h46v46h12c0-54 14-74 34-74s34 20 34 74h10c0-44 14-60 32-60s32 16 32 60h12"/><circle class="o" cx="62" cy="140" r="17"/><circle class="o" cx="138" cy="124" r="19"/><circle class="o" cx="220" cy="112" r="21"/><circle class="o" cx="360" cy="124" r="19"/><circle class="o" cx="436" cy="140" r="17"/><path class="k" d="M276 176v-44h30v44M170 58h100a10 10 0 0 1 10 10v20a10 10 0 0 1-10 10h-34l-14 14v-14h-52a10 10 0 0 1-10-10V68a10 10 0 0 1 10-10zM182 74h70M182 84h44"/><circle class="s" cx="291" cy="108" r="7"/>',
  },
  /** La table : un adulte, un enfant, un téléphone entre eux */
  table: {
    viewBox: "0 0 480 240",
    drawing:
      '<path class="g" d="M0 228h480"/><path class="l" d="M6 228h40c0-78 20-112 56-112 28 0 46 20 52 56h172c6-26 18-40 38-40 30 0 44 26 44 96h66"/><path class="k" d="M154 172v56M326 172v56M222 146h36a4 4 0 0 1 4 4v18h-44v-18a4 4 0 0 1 4-4z"/><circle class="o" cx="102" cy="82" r="26"/><circle class="o" cx="364" cy="106" r="20"/><circle class="s" cx="240" cy="128" r="6"/><path class="k" d="M240 20v44M212 88a28 24 0 0 1 56 0z"/>',
  },
  /** La lettre : une étape à la fois, le bon jour */
  lettre: {
    viewBox: "0 0 480 240",
    drawing:
      '<path class="g" d="M0 222h480"/><path class="l" d="M6 222h110V92L240 20l124 72v130H470"/><path class="l" d="M116 222l96-74M364 222l-96-74"/><path class="k" d="M116 96l124 80 124-80M184 84h112M200 102h80"/><circle class="s" cx="240" cy="54" r="8"/><circle class="o" cx="36" cy="200" r="6"/><circle class="o" cx="66" cy="200" r="6"/>',
  },
  /** Le droit : la ligne tient une balance */
  droit: {
    viewBox: "0 0 480 240",
    drawing:
      '<path class="g" d="M0 222h480"/><path class="l" d="M6 222h170l26-18h20V44L96 74 60 152h72L96 74"/><path class="l" d="M222 44l18-18 18 18 126 30-36 78h72l-36-78M258 44v160h20l26 18h170"/><path class="k" d="M60 152a36 30 0 0 0 72 0M348 152a36 30 0 0 0 72 0"/><circle class="o" cx="240" cy="58" r="8"/><circle class="s" cx="96" cy="136" r="7"/><circle class="o" cx="384" cy="136" r="7"/>',
  },
  /** La nuit : une fenêtre reste allumée */
  nuit: {
    viewBox: "0 0 480 240",
    drawing:
      '<path class="g" d="M0 222h480"/><path class="l" d="M6 222h60l50-66 50 66h28l76-112 76 112h24l42-54 42 54h22"/><rect class="s" x="252" y="166" width="36" height="34" rx="3"/><path class="k" d="M252 166h36v34h-36zM270 166v34M252 183h36M104 222v-20h24v20M400 204h24"/><path class="k" d="M392 34a34 34 0 1 0 34 46 28 28 0 0 1-34-46z"/><circle class="o" cx="96" cy="60" r="4"/><circle class="o" cx="180" cy="36" r="3"/><circle class="o" cx="300" cy="52" r="4"/><circle class="o" cx="40" cy="100" r="3"/>',
  },
  /** La classe : le tableau, ceux qui ont vu, ceux qui aident */
  classe: {
    viewBox: "0 0 480 240",
    drawing:
      '<path class="g" d="M0 222h480"/><path class="l" d="M6 222h20c0-40 12-54 30-54s30 14 30 54h12c0-40 12-54 30-54s30 14 30 54h12c0-40 12-54 30-54s30 14 30 54h26V32a8 8 0 0 1 8-8h190a8 8 0 0 1 8 8v112a8 8 0 0 1-8 8H300v70h34c0-50 16-70 38-70s38 20 38 70h64"/><circle class="o" cx="56" cy="146" r="16"/><circle class="o" cx="128" cy="146" r="16"/><circle class="s" cx="200" cy="146" r="16"/><path class="k" d="M262 56h60M262 80h96M262 104h44M200 122V98M214 126l14-18"/><circle class="o" cx="408" cy="98" r="20"/>',
  },
} as const;
