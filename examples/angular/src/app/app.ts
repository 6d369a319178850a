import {
  ChangeDetectionStrategy,
  Component,
  computed,
  createEnvironmentInjector,
  DestroyRef,
  effect,
  type ElementRef,
  EnvironmentInjector,
  inject,
  runInInjectionContext,
  signal,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed, toObservable, toSignal } from '@angular/core/rxjs-interop';
import type { Pool } from 'rxjs-pool';
import { poolImapUnordered } from 'rxjs-pool';
import { injectPool, providePool } from 'rxjs-pool/angular';
import { from, sampleTime, switchMap, tap } from 'rxjs';
import { frameRate } from './frame-rate';
import { paint, type Painted } from './tasks';
import { tilesOf } from './tile';
import { HOME, type View } from './view';

const WIDTH = 960;
const HEIGHT = 600;

@Component({
  selector: 'app-root',
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './app.html',
  styleUrl: './app.css',
})
export class App {
  protected readonly width = WIDTH;
  protected readonly height = HEIGHT;
  protected readonly mostWorkers = Math.max(4, navigator.hardwareConcurrency);
  protected readonly workers = signal(navigator.hardwareConcurrency);
  protected readonly limit = signal(1500);
  protected readonly view = signal(HOME);
  protected readonly tiles = computed(() => tilesOf(this.view(), WIDTH, HEIGHT, this.limit()));
  protected readonly painted = signal(0);
  /** Tiles that nobody waited for any more, since the page was loaded. */
  protected readonly dropped = signal(0);
  protected readonly frames = toSignal(frameRate().pipe(sampleTime(250)), { initialValue: 60 });

  readonly #injector = inject(EnvironmentInjector);
  readonly #pool = signal<Pool | undefined>(undefined);
  protected readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');
  #dragged: { readonly x: number; readonly y: number; readonly view: View } | undefined;

  constructor() {
    this.#hire();
    this.#paint();
  }

  protected zoom(event: WheelEvent): void {
    event.preventDefault();
    const factor = event.deltaY < 0 ? 0.8 : 1.25;
    const x = event.offsetX - WIDTH / 2;
    const y = event.offsetY - HEIGHT / 2;
    this.view.update(({ re, im, step }) => ({
      re: re + x * step * (1 - factor),
      im: im + y * step * (1 - factor),
      step: step * factor,
    }));
  }

  protected grab({ offsetX: x, offsetY: y }: PointerEvent): void {
    this.#dragged = { x, y, view: this.view() };
  }

  protected drag({ offsetX, offsetY, buttons }: PointerEvent): void {
    if (!this.#dragged || buttons === 0) return;
    const { x, y, view } = this.#dragged;
    const { re, im, step } = view;
    this.view.set({ re: re - (offsetX - x) * step, im: im - (offsetY - y) * step, step });
  }

  protected goHome(): void {
    this.view.set(HOME);
  }

  /** A pool for each number of workers: it is closed with the injector that it was made for. */
  #hire(): void {
    effect((onCleanup) => {
      const options = {
        processes: this.workers(),
        worker: () => new Worker(new URL('./pool.worker', import.meta.url), { type: 'module' }),
      };
      const injector = createEnvironmentInjector([providePool(options)], this.#injector);
      this.#pool.set(runInInjectionContext(injector, injectPool));
      onCleanup(() => injector.destroy());
    });
    inject(DestroyRef).onDestroy(() => void this.#pool()?.terminate());
  }

  #paint(): void {
    const picture = computed(() => ({ tiles: this.tiles(), pool: this.#pool() }));
    toObservable(picture)
      .pipe(
        // Leaving the last picture unsubscribes from it: what has not begun never will.
        switchMap(({ tiles, pool }) => {
          if (!pool) return [];
          this.painted.set(0);
          const before = { ...pool.stats };
          return from(tiles).pipe(
            poolImapUnordered(paint, { pool }),
            tap({
              unsubscribe: () =>
                this.dropped.update((dropped) => dropped + tiles.length - (pool.stats.done - before.done)),
            }),
          );
        }),
        takeUntilDestroyed(),
      )
      .subscribe((one) => this.#put(one));
  }

  #put({ tile, pixels }: Painted): void {
    const image = new ImageData(pixels, tile.size, tile.size);
    this.canvas().nativeElement.getContext('2d')?.putImageData(image, tile.x, tile.y);
    this.painted.update((painted) => painted + 1);
  }
}
