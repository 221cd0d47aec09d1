using Bench;
using Bench.Ocr;

// usage: Bench NAME [--quick] [--json OUT]
var quick = args.Contains("--quick");
var json = args.SkipWhile(word => word != "--json").ElementAtOrDefault(1);
IReadOnlyList<Measure>? measured = args.FirstOrDefault() switch
{
    "ocr" => await OcrBench.Run(quick),
    _ => null,
};
if (measured is null || (args.Contains("--json") && json is null))
{
    Console.Error.WriteLine("Run this by tools/bench, which lists the benches.");
    return 2;
}

return Report.Write(measured, json);
