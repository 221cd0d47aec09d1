using Bench;
using SearchBench;

// usage: SearchBench [--quick] [--json OUT]
var json = args.SkipWhile(word => word != "--json").ElementAtOrDefault(1);
if (args.Contains("--json") && json is null)
{
    Console.Error.WriteLine("--json needs the name of a file.");
    return 2;
}

return Report.Write(await MeasureSearch.Run(args.Contains("--quick")), json);
