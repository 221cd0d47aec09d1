using Bench;
using MatchBench;

// usage: MatchBench [--quick] [--json OUT]
return await Report.Run(args, MeasureMatching.Run);
