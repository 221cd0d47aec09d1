using Bench;
using SearchBench;

// usage: SearchBench [--quick] [--json OUT]
return await Report.Run(args, MeasureSearch.Run);
