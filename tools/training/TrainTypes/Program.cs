using ClinicOps.Documents.Tests.Sorting.Training;
using TrainTypes;

var options = Options.Of(args);
var cuts = args.Contains("--learn-cuts") || options.WriteCuts is not null;
if (cuts || options.Folds > 0 || options.Write is not null)
{
    var kinds = PaperKind.In(Path.Combine(AppContext.BaseDirectory, "Papers"));
    Console.WriteLine($"{kinds.Count} kinds of paper, {kinds.Select(k => k.Type).Distinct().Count()} types");
    var types = new CrossTypes(TypeExamples.Drawn(kinds, options.Papers, options.Seed), options);
    if (cuts)
    {
        new CrossCuts(types, options).Run();
    }
    else
    {
        types.Run();
    }
}

if (args.Contains("--measure"))
{
    MeasureOthers.OfCampaign(100, options.Seed);
}

if (args.Contains("--cuts"))
{
    MeasureCuts.OfCampaign(options.Seed, 1500);
}

if (options.Documents is { } folder)
{
    MeasureOthers.OfCorpus(folder);
}
