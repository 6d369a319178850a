import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import SiteLayout from './site-layout.vue';
import './site.css';

export default { extends: DefaultTheme, Layout: SiteLayout } satisfies Theme;
