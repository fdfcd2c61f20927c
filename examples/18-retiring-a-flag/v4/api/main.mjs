export const prices = () => "per item";
