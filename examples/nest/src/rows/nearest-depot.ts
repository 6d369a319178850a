import { depots } from './depots.js';

const EARTH_RADIUS_KM = 6371;

/** The depot that is nearest to a place, as the crow flies, and how far it is. */
export function nearestDepot(lat: number, lon: number): { depot: string; km: number } {
  let depot = '';
  let km = Infinity;
  for (const [name, depotLat, depotLon] of depots) {
    const distance = haversine(lat, lon, depotLat, depotLon);
    if (distance < km) {
      depot = name;
      km = distance;
    }
  }
  return { depot, km: Math.round(km * 10) / 10 };
}

function haversine(lat: number, lon: number, otherLat: number, otherLon: number): number {
  const radians = Math.PI / 180;
  const a =
    Math.sin(((otherLat - lat) * radians) / 2) ** 2 +
    Math.cos(lat * radians) * Math.cos(otherLat * radians) * Math.sin(((otherLon - lon) * radians) / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(a));
}
