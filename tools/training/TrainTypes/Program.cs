using ClinicOps.Documents.Tests.Sorting.Training;
using TrainTypes;

var options = Options.Of(args);
if (options.Folds > 0 || options.Write is not null)
{
    var kinds = PaperKind.In(Path.Combine(AppContext.BaseDirectory, "Papers"));
    Console.WriteLine($"{kinds.Count} kinds of paper, {kinds.Select(k => k.Type).Distinct().Count()} types");
    new CrossTypes(TypeExamples.Drawn(kinds, options.Papers, options.Seed), options).Run();
}

if (args.Contains("--measure"))
{
    MeasureOthers.OfCampaign(100, options.Seed);
}

if (args.Contains("--cuts"))
{
    MeasureCuts.Of(PaperKind.In(Path.Combine(AppContext.BaseDirectory, "Papers")), 1500, options.Seed);
}

if (options.Documents is { } folder)
{
    MeasureOthers.OfCorpus(folder);
}
