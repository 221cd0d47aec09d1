using Bench;
using SlotsBench;

// usage: SlotsBench [--quick] [--json OUT]
return await Report.Run(args, MeasureSlots.Run);
