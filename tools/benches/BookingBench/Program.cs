using Bench;
using BookingBench;

// usage: BookingBench [--quick] [--json OUT]
return await Report.Run(args, MeasureBooking.Run);
