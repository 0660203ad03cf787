package check

// The patterns in which AWS waits for a job that it has started.
var (
	once  = []string(nil)
	sync1 = []string{"sync"}
	sync2 = []string{"sync", "sync:2"}
)

// integrations are the optimized integrations of Step Functions, as its documentation lists
// them, with the patterns in which each can wait for a job. Any can wait for a token; those
// of the AWS SDK (aws-sdk:SERVICE:ACTION) are not listed.
var integrations = map[string][]string{
	"apigateway:invoke": once,

	"athena:startQueryExecution": sync1, "athena:stopQueryExecution": once, "athena:getQueryExecution": once, "athena:getQueryResults": once,

	"batch:submitJob": sync1,

	"bedrock:invokeModel": once, "bedrock:createModelCustomizationJob": sync1,

	"bedrockagentcore:invokeHarness": once, // in published templates

	"codebuild:startBuild": sync1, "codebuild:stopBuild": once, "codebuild:batchDeleteBuilds": once, "codebuild:batchGetReports": once,
	"codebuild:startBuildBatch": sync1, "codebuild:stopBuildBatch": once, "codebuild:retryBuildBatch": sync1, "codebuild:deleteBuildBatch": once,
	"codebuild:retryBuild": sync1,

	"databrew:startJobRun": sync1,

	"dynamodb:getItem": once, "dynamodb:putItem": once, "dynamodb:updateItem": once, "dynamodb:deleteItem": once,

	"ecs:runTask": sync1,

	"eks:createCluster": sync1, "eks:deleteCluster": sync1, "eks:createNodegroup": sync1, "eks:deleteNodegroup": sync1,
	"eks:createFargateProfile": sync1, "eks:deleteFargateProfile": sync1, "eks:createAddon": sync1, "eks:deleteAddon": sync1,
	"eks:runJob": sync1, "eks:call": once,

	"elasticmapreduce:createCluster": sync1, "elasticmapreduce:terminateCluster": sync1, "elasticmapreduce:addStep": sync1,
	"elasticmapreduce:cancelStep": once, "elasticmapreduce:setClusterTerminationProtection": once,
	"elasticmapreduce:modifyInstanceFleetByName": once, "elasticmapreduce:modifyInstanceGroupByName": once,

	"emr-containers:createVirtualCluster": once, "emr-containers:deleteVirtualCluster": sync1, "emr-containers:startJobRun": sync1,

	"emr-serverless:createApplication": sync1, "emr-serverless:startApplication": sync1, "emr-serverless:stopApplication": sync1,
	"emr-serverless:deleteApplication": sync1, "emr-serverless:startJobRun": sync1, "emr-serverless:cancelJobRun": sync1,

	"events:putEvents": once,

	"glue:startJobRun": sync1,

	"http:invoke": once,

	"lambda:invoke": once,

	"mediaconvert:createJob": sync1,

	"sagemaker:createTrainingJob": sync1, "sagemaker:createTransformJob": sync1, "sagemaker:createHyperParameterTuningJob": sync1,
	"sagemaker:createLabelingJob": sync1, "sagemaker:createProcessingJob": sync1, "sagemaker:createEndpoint": once,
	"sagemaker:createEndpointConfig": once, "sagemaker:createModel": once, "sagemaker:updateEndpoint": once,

	"sns:publish": once,

	"sqs:sendMessage": once,

	"states:startExecution": sync2,
}

// requiredParameters are the parameters without which AWS refuses an integration.
var requiredParameters = map[string][]string{
	"apigateway:invoke":          {"ApiEndpoint", "Method"},
	"athena:getQueryExecution":   {"QueryExecutionId"},
	"athena:getQueryResults":     {"QueryExecutionId"},
	"athena:startQueryExecution": {"QueryString"},
	"athena:stopQueryExecution":  {"QueryExecutionId"},
	"batch:submitJob":            {"JobDefinition", "JobName", "JobQueue"},
	"codebuild:startBuild":       {"ProjectName"},
	"codebuild:startBuildBatch":  {"ProjectName"},
	"databrew:startJobRun":       {"Name"},
	"dynamodb:deleteItem":        {"Key", "TableName"},
	"dynamodb:getItem":           {"Key", "TableName"},
	"dynamodb:putItem":           {"Item", "TableName"},
	"dynamodb:updateItem":        {"Key", "TableName"},
	"ecs:runTask":                {"TaskDefinition"},
	"events:putEvents":           {"Entries"},
	"glue:startJobRun":           {"JobName"},
	"http:invoke":                {"ApiEndpoint", "Method"},
	"lambda:invoke":              {"FunctionName"},
	"sns:publish":                {"Message"},
	"sqs:sendMessage":            {"MessageBody", "QueueUrl"},
	"states:startExecution":      {"StateMachineArn"},
}
